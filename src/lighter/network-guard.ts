import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { ExchangeError } from './exchange-error.js';
import { replaceFileSync } from '../files/durable-file.js';

const NAME = 'network.json';

interface Network {
  origin: string;
  /** `null` until the exchange first reported it. */
  network_id: number | null;
}

/** `DATA_DIR` holds data of an exchange other than the configured one. */
export class WrongNetwork extends Error {
  constructor(folder: string, theirs: string, ours: string) {
    super(
      `DATA_DIR ${folder} belongs to ${theirs}, not to ${ours}: set another DATA_DIR, or LIGHTER_BASE_URL to that exchange`,
    );
    this.name = 'WrongNetwork';
  }
}

/** Ensures that a `DATA_DIR` holds the data of one network: checks the origin at start, the id when the exchange reports it. */
@Injectable()
export class NetworkGuard {
  private readonly logger = new Logger(NetworkGuard.name);
  private readonly folder: string;
  private network: Network;
  /** Whether the last answer reported another id. */
  private suspected = false;

  /** @throws WrongNetwork, or when `network.json` has other content. */
  constructor(config: AppConfig) {
    this.folder = config.history.dataDir;
    const { origin } = new URL(config.lighter.baseUrl);
    this.network = this.read() ?? { origin, network_id: null };
    if (this.network.origin !== origin) throw new WrongNetwork(this.folder, this.network.origin, origin);
    this.write();
  }

  /**
   * Checks the id that the exchange reports. One answer is no proof, so the first different id only causes a second
   * check.
   * @throws ExchangeError `wrong-network` at the first different id, WrongNetwork when the next answer differs too
   */
  check(networkId: number): void {
    const { origin, network_id } = this.network;
    if (network_id !== null && network_id !== networkId) {
      const theirs = `network ${network_id} of ${origin}`;
      if (this.suspected) throw new WrongNetwork(this.folder, theirs, `network ${networkId}`);
      this.suspected = true;
      throw new ExchangeError(
        'wrong-network',
        `the exchange reports network ${networkId}, but DATA_DIR holds data of ${theirs}`,
      );
    }
    this.suspected = false;
    if (network_id === networkId) return;
    this.network = { origin, network_id: networkId };
    this.write();
  }

  /** The id that the exchange reports; `null` until it does. */
  get networkId(): number | null {
    return this.network.network_id;
  }

  private get path(): string {
    return join(this.folder, NAME);
  }

  private read(): Network | null {
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      this.unavailable(error as Error);
      return null;
    }
    const { origin, network_id } = JSON.parse(text) as Partial<Network>;
    if (typeof origin !== 'string')
      throw new Error(`${this.path} does not name its network; remove it if DATA_DIR is new`);
    return { origin, network_id: typeof network_id === 'number' ? network_id : null };
  }

  /** Live data needs nothing on disk, and the history checks its own file when it opens it. */
  private unavailable(error: Error): void {
    this.logger.warn(
      `DATA_DIR ${this.folder} cannot be used: ${error.message}. Whether it is of another network is not checked.`,
    );
  }

  private write(): void {
    try {
      replaceFileSync(this.path, JSON.stringify(this.network));
    } catch (error) {
      this.unavailable(error as Error);
    }
  }
}
