import { Inject, Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Clock, type Timer } from '../../clock/clock.js';
import { IncidentWriter } from '../../incidents/incident-writer.port.js';
import { AccountTextSource } from '../../state/account-texts.port.js';
import { ChangeFeed } from '../../state/change-feed.port.js';
import type { Change } from '../../state/change.js';
import type { AccountUpdate, TradesUpdate } from '../../state/update.js';
import type { RecorderHold } from '../../upstream/recorder-hold.port.js';
import { ChangeRows } from './change-rows.js';
import { HISTORY_OPTIONS, type HistoryOptions } from '../history-options.js';
import { HistoryStore } from '../history-store.port.js';
import type { HistoryRow } from '../row.js';
import { snapshotRow } from './row-builders.js';
import { HeldTrades } from './held-trades.js';
import { WriteQueue } from './write-queue.js';

const RETENTION_MS = 3_600_000;
/** Soon after a start; a service that restarts every hour would otherwise never thin. */
const FIRST_RETENTION_MS = 300_000;

/** Records every change, takes the regular snapshots and thins old ones. */
@Injectable()
export class HistoryRecorder implements OnModuleInit, BeforeApplicationShutdown, RecorderHold {
  private readonly queue: WriteQueue;
  private readonly held = new HeldTrades((...overflow) => this.overflowed(...overflow));
  private overflowed: (accountIndex: number, lowestTradeId: string) => void = () => undefined;
  private readonly timers: Timer[] = [];
  private changeRows: ChangeRows | null = null;
  private unsubscribe: () => void = () => undefined;

  constructor(
    private readonly store: HistoryStore,
    private readonly feed: ChangeFeed,
    private readonly texts: AccountTextSource,
    private readonly clock: Clock,
    private readonly incidents: IncidentWriter,
    @Inject(HISTORY_OPTIONS) private readonly options: HistoryOptions,
  ) {
    this.queue = new WriteQueue(
      (rows) => this.store.append(rows),
      clock,
      (error) => this.report(error),
    );
  }

  async onModuleInit(): Promise<void> {
    if (!this.options.enabled) return;
    this.changeRows = new ChangeRows(this.feed, this.texts, await this.store.openRows());
    this.unsubscribe = this.feed.subscribe('history', (change, cause) => this.recordChange(change, cause));
    this.timers.push(this.clock.every(this.options.snapshotIntervalMs, () => this.takeSnapshots()));
    this.timers.push(this.clock.after(FIRST_RETENTION_MS, () => this.retain()));
    this.timers.push(this.clock.every(RETENTION_MS, () => this.retain()));
  }

  /** Rows that are not on disk yet. */
  get waiting(): number {
    return this.queue.length + this.held.count;
  }

  /** For how long the oldest row has waited for the disk, in seconds. */
  get waitingSeconds(): number {
    return this.queue.age / 1_000;
  }

  /** Rows dropped while the disk refused them. */
  get dropped(): number {
    return this.queue.dropped;
  }

  /** Resolves when everything recorded so far is on disk. */
  flush(): Promise<void> {
    return this.queue.flush();
  }

  /** Records rows that come from no change. */
  append(rows: readonly HistoryRow[]): void {
    this.queue.push(rows);
  }

  hold(accountIndex: number): void {
    this.held.hold(accountIndex);
  }

  release(accountIndex: number): void {
    this.queue.push(this.held.release(accountIndex));
  }

  onOverflow(listener: (accountIndex: number, lowestTradeId: string) => void): void {
    this.overflowed = listener;
  }

  record(update: TradesUpdate): void {
    if (!this.changeRows) return;
    const position = this.feed.positionOf(`account/${update.account_index}`);
    this.write(this.changeRows.ofTrades(update, position));
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.unsubscribe();
    for (const timer of this.timers) timer.cancel();
    try {
      await this.queue.flush();
    } catch (error) {
      // Nest goes on with the other parts; the exit code reports the loss.
      process.exitCode = 1;
      throw error;
    }
  }

  private recordChange(change: Change, cause: AccountUpdate | null): void {
    if (this.changeRows) this.write(this.changeRows.of(change, cause));
  }

  private write(rows: readonly HistoryRow[]): void {
    this.queue.push(this.held.filter(rows));
  }

  private takeSnapshots(): void {
    const now = this.clock.wallNow();
    const rows = this.feed.accountIndexes().map((index) => {
      const state = this.feed.account(index);
      const { epoch, seq } = this.feed.positionOf(`account/${index}`);
      return state ? snapshotRow(state, 'interval', now, { epoch, seq, received_at: now }) : null;
    });
    this.queue.push(rows.filter((row) => row !== null));
  }

  private retain(): void {
    this.store.retain(this.clock.wallNow()).catch((error: Error) => this.report(error));
  }

  private report(error: Error): void {
    this.incidents.report({
      source: 'history',
      severity: 'error',
      error_type: 'history-write-failed',
      message: error.message,
    });
  }
}
