import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { Millis } from 'lighter-broadcaster-protocol/account';
import { Clock } from '../clock/clock.js';
import type { ApiKey } from '../config/values/api-keys.js';
import type { IncidentReport } from '../incidents/incident-writer.port.js';
import { scrubber } from '../secrets/scrubber.js';
import { Engine, NOTICES, type LogEntry } from './engine.port.js';

const FIRST_RETRY: Millis = 100;
const LAST_RETRY: Millis = 2_000;
/** Kind of the notice by which a process knows that it has read all earlier ones. */
const STARTED = 'started';

type StoredKey = Omit<ApiKey, 'accounts'> & { accounts: number[] | null };

/** Keys of a file, in the order of the file, without their secrets. */
export interface PublishedKeys {
  keys: StoredKey[];
  /** Names these keys. */
  digest: string;
  /** The keys that they replace; `null`: none, so they are valid only if there are none yet. */
  replaces: string | null;
}

/** What processes of a cluster notify each other of, by kind. */
export interface NoticeBodies {
  /** A session of the dashboard was ended. `endsAt`: when it would expire, epoch ms. */
  'session-ended': { id: string; endsAt: Millis };
  /** A process read its API_KEYS_FILE. */
  keys: PublishedKeys;
  /** A process that cannot write incidents met one. */
  incident: Pick<IncidentReport, 'error_type' | 'message'>;
}

/** @param isKept sent before this process started */
type OnNotice<K extends keyof NoticeBodies> = (body: NoticeBodies[K], isKept: boolean) => void;

/**
 * Notices to all processes of the cluster. Each process reads all that are kept before it serves, then follows. Register
 * with `on` in a constructor, so that none is missed.
 */
@Injectable()
export class Notices implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(Notices.name);
  private readonly stop = new AbortController();
  private readonly listeners = new Map<string, (body: object, isKept: boolean) => void>();
  private readonly repeats: (() => void)[] = [];
  private readonly start = { id: randomUUID(), read: Promise.withResolvers<void>() };
  private cursor = '0-0';
  /** Whether every notice sent before this process started was read. */
  private isCurrent = false;

  constructor(
    private readonly engine: Engine,
    private readonly clock: Clock,
  ) {
    engine.onEmptied = () => this.repeats.forEach((repeat) => repeat());
  }

  /** @param send called when all notices were lost: sends those again that must last */
  repeat(send: () => void): void {
    this.repeats.push(send);
  }

  on<K extends keyof NoticeBodies>(kind: K, listener: OnNotice<K>): void {
    this.listeners.set(kind, listener as (body: object, isKept: boolean) => void);
  }

  /** Reaches this process too. @throws EngineDown */
  async send<K extends keyof NoticeBodies>(kind: K, body: NoticeBodies[K]): Promise<void> {
    await this.put(kind, body);
  }

  /** Asks the leader to report an incident. Without the engine it stays in the log of this process. */
  report(error_type: IncidentReport['error_type'], message: string): void {
    this.logger.error(`${error_type}: ${message}`);
    this.put('incident', { error_type, message }).catch((error: unknown) =>
      this.logger.warn(`The incident was not reported: ${scrubber.scrubError(error).message}`),
    );
  }

  /** Resolves when all earlier notices were read. */
  async onModuleInit(): Promise<void> {
    void this.follow();
    for (let delay = FIRST_RETRY; !this.stop.signal.aborted; delay = Math.min(LAST_RETRY, delay * 2)) {
      try {
        await this.put(STARTED, { id: this.start.id });
        return await this.start.read.promise;
      } catch (error) {
        this.logger.warn(`Waiting for the engine: ${scrubber.scrubError(error).message}`);
        await this.clock.sleep(delay, this.stop.signal);
      }
    }
  }

  onModuleDestroy(): void {
    this.stop.abort();
    this.start.read.resolve();
  }

  private put(kind: string, body: object): Promise<void> {
    const fields = { k: kind, b: JSON.stringify(body) };
    return this.engine.notify(
      new Map(Object.entries(fields).map(([name, text]) => [name, Buffer.from(text)])),
    );
  }

  private async follow(): Promise<void> {
    let delay = FIRST_RETRY;
    while (!this.stop.signal.aborted) {
      try {
        for await (const entries of this.engine.read(NOTICES, this.cursor, this.stop.signal)) {
          for (const entry of entries) this.onEntry(entry);
          delay = FIRST_RETRY;
        }
      } catch (error) {
        this.logger.warn(`Notices were not read: ${scrubber.scrubError(error).message}`);
      }
      await this.clock.sleep(delay, this.stop.signal);
      delay = Math.min(LAST_RETRY, delay * 2);
    }
  }

  private onEntry({ id, fields }: LogEntry): void {
    this.cursor = id;
    const kind = String(fields.get('k'));
    const body = JSON.parse(String(fields.get('b'))) as { id?: string };
    if (kind === STARTED && body.id === this.start.id) {
      this.isCurrent = true;
      this.start.read.resolve();
    }
    // Another version may send kinds that this one does not know.
    this.listeners.get(kind)?.(body, !this.isCurrent);
  }
}
