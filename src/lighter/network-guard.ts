import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { replaceFileSync } from '../files/durable-file.js';

const NAME = 'network.json';

interface Network {
  origin: string;
  /** `null` until the exchange first answered. */
  network_id: number | null;
}

/** What `DATA_DIR` holds was collected from another exchange than the one configured. */
export class WrongNetwork extends Error {
  constructor(folder: string, theirs: string, ours: string) {
    super(
      `DATA_DIR ${folder} belongs to ${theirs}, not to ${ours}: choose another DATA_DIR, or the exchange it belongs to`,
    );
    this.name = 'WrongNetwork';
  }
}

/** Sees to it that one `DATA_DIR` holds the data of one network: its origin is checked at start, its id once it is told. */
@Injectable()
export class NetworkGuard {
  private readonly folder: string;
  private network: Network;

  /** @throws WrongNetwork, or when the note in `DATA_DIR` can't be read or written. */
  constructor(config: AppConfig) {
    this.folder = config.history.dataDir;
    const { origin } = new URL(config.lighter.baseUrl);
    this.network = this.read() ?? { origin, network_id: null };
    if (this.network.origin !== origin) throw new WrongNetwork(this.folder, this.network.origin, origin);
    this.write();
  }

  /** @throws WrongNetwork */
  check(networkId: number): void {
    const { origin, network_id } = this.network;
    if (network_id !== null && network_id !== networkId)
      throw new WrongNetwork(this.folder, `network ${network_id} of ${origin}`, `network ${networkId}`);
    if (network_id === networkId) return;
    this.network = { origin, network_id: networkId };
    this.write();
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
      throw error;
    }
    const { origin, network_id } = JSON.parse(text) as Partial<Network>;
    if (typeof origin !== 'string')
      throw new Error(`${this.path} does not name its network: remove it if DATA_DIR is new`);
    return { origin, network_id: typeof network_id === 'number' ? network_id : null };
  }

  private write(): void {
    replaceFileSync(this.path, JSON.stringify(this.network));
  }
}
