import { Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Millis } from 'lighter-broadcaster-protocol/account';
import { Clock, type Timer } from '../../clock/clock.js';
import { HistoryStore } from '../../history/history-store.port.js';
import { scrubber } from '../../secrets/scrubber.js';
import { Engine, type LogEntry } from '../engine.port.js';
import { SHARE } from '../log-feed.js';
import { RecorderLease } from './recorder-lease.js';
import { storedName } from './recorder-share.js';
import { decodeRows } from './row-entries.js';

const FIRST_RETRY: Millis = 100;
const LAST_RETRY: Millis = 2_000;
const CONFIRM_EVERY: Millis = 200;

/**
 * Stores the rows that the leaders of a share append. What it has stored is confirmed after that, so rows that it stored
 * right before it was killed are stored once more, which changes nothing.
 */
export class RowsReader implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(RowsReader.name);
  private readonly stop = new AbortController();
  private running: Promise<void> = Promise.resolve();
  /** Id of the last entry that is stored; `null` until it is known. */
  private stored: string | null = null;
  private confirmed: string | null = null;
  private confirmedAt: Millis = -Infinity;
  private delay = FIRST_RETRY;
  /** Of what was stored too soon after the last confirmation. */
  private confirmation: Timer | null = null;

  constructor(
    private readonly engine: Engine,
    private readonly lease: RecorderLease,
    private readonly store: HistoryStore,
    private readonly clock: Clock,
    private readonly share = SHARE,
  ) {}

  onModuleInit(): void {
    this.running = this.run();
  }

  /** Ends before the store closes. */
  async onModuleDestroy(): Promise<void> {
    this.stop.abort();
    this.confirmation?.cancel();
    await this.running;
    await this.confirm().catch(() => undefined);
  }

  private async run(): Promise<void> {
    const { signal } = this.stop;
    while (!signal.aborted) {
      try {
        await this.follow(signal);
      } catch (error) {
        this.logger.warn(`Rows are stored later: ${scrubber.scrub(String(error))}`);
        await this.clock.sleep(this.delay, signal);
        this.delay = Math.min(LAST_RETRY, this.delay * 2);
      }
    }
  }

  /** @throws EngineDown, or the error of the disk; it goes on after the last entry that is stored */
  private async follow(signal: AbortSignal): Promise<void> {
    this.stored ??= (await this.engine.value(this.lease.held.share, storedName(this.share))) ?? '0-0';
    for await (const entries of this.engine.read(this.share, this.stored, signal, 'rows')) {
      await this.take(entries);
      this.delay = FIRST_RETRY;
      if (this.clock.monotonic() - this.confirmedAt >= CONFIRM_EVERY) await this.confirm();
      else this.confirmAfter(CONFIRM_EVERY);
    }
  }

  private async take(entries: readonly LogEntry[]): Promise<void> {
    const decoded = entries.map(({ fields }) => decodeRows(fields));
    const notes = Object.assign({}, ...decoded.map((entry) => entry.notes)) as Record<string, string | null>;
    await this.store.appendNoted(
      decoded.flatMap(({ rows }) => rows),
      notes,
    );
    this.stored = entries.at(-1)!.id;
  }

  private confirmAfter(delay: Millis): void {
    this.confirmation ??= this.clock.after(delay, () => void this.confirmNow());
  }

  private async confirmNow(): Promise<void> {
    this.confirmation = null;
    try {
      await this.confirm();
    } catch (error) {
      this.logger.warn(`Stored rows are confirmed later: ${scrubber.scrub(String(error))}`);
      this.confirmAfter(LAST_RETRY);
    }
  }

  private async confirm(): Promise<void> {
    const { stored } = this;
    if (stored === null || stored === this.confirmed) return;
    this.confirmedAt = this.clock.monotonic();
    await this.engine.put(this.lease.held, storedName(this.share), stored);
    this.confirmed = stored;
  }
}
