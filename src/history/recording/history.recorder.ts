import { Inject, Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Clock, type Timer } from '../../clock/clock.js';
import { AccountTextSource } from '../../state/account-texts.port.js';
import { ChangeFeed } from '../../state/change-feed.port.js';
import type { Change } from '../../state/change.js';
import type { AccountUpdate, TradesUpdate } from '../../state/update.js';
import type { RecorderHold } from '../../upstream/recorder-hold.port.js';
import { ChangeRows } from './change-rows.js';
import { HISTORY_OPTIONS, type HistoryOptions } from '../history-options.js';
import { HistoryStore } from '../history-store.port.js';
import type { HistoryRow } from '../row.js';
import { RowSink } from '../row-sink.port.js';
import { snapshotRow } from './row-builders.js';

/** Records every change, and takes the regular snapshots. */
@Injectable()
export class HistoryRecorder implements OnModuleInit, BeforeApplicationShutdown, RecorderHold {
  private snapshots: Timer | null = null;
  private changeRows: ChangeRows | null = null;
  private unsubscribe: () => void = () => undefined;

  constructor(
    private readonly sink: RowSink,
    private readonly store: HistoryStore,
    private readonly feed: ChangeFeed,
    private readonly texts: AccountTextSource,
    private readonly clock: Clock,
    @Inject(HISTORY_OPTIONS) private readonly options: HistoryOptions,
  ) {}

  async onModuleInit(): Promise<void> {
    if (!this.options.records) return;
    this.changeRows = new ChangeRows(this.feed, this.texts, await this.store.openRows());
    this.unsubscribe = this.feed.subscribe('history', (change, cause) => this.recordChange(change, cause));
    this.snapshots = this.clock.every(this.options.snapshotIntervalMs, () => this.takeSnapshots());
  }

  /** Rows that have not reached the history yet. */
  get waiting(): number {
    return this.sink.waiting;
  }

  /** For how long the oldest row has waited, in seconds. */
  get waitingSeconds(): number {
    return this.sink.waitingSeconds;
  }

  /** Rows dropped because too many waited. */
  get dropped(): number {
    return this.sink.dropped;
  }

  /** Resolves when everything recorded so far outlives this process. */
  flush(): Promise<void> {
    return this.sink.flush();
  }

  /** Records rows that come from no change. */
  append(rows: readonly HistoryRow[]): void {
    this.sink.push(rows);
  }

  hold(accountIndex: number): void {
    this.sink.hold(accountIndex);
  }

  release(accountIndex: number): void {
    this.sink.release(accountIndex);
  }

  onOverflow(listener: (accountIndex: number, lowestTradeId: string) => void): void {
    this.sink.onOverflow(listener);
  }

  record(update: TradesUpdate): void {
    if (!this.changeRows) return;
    const position = this.feed.positionOf(`account/${update.account_index}`);
    this.sink.push(this.changeRows.ofTrades(update, position));
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.unsubscribe();
    this.snapshots?.cancel();
    try {
      await this.sink.flush();
    } catch (error) {
      // Nest goes on with the other parts; the exit code reports the loss.
      process.exitCode = 1;
      throw error;
    }
  }

  private recordChange(change: Change, cause: AccountUpdate | null): void {
    if (this.changeRows) this.sink.push(this.changeRows.of(change, cause));
  }

  private takeSnapshots(): void {
    const now = this.clock.wallNow();
    const rows = this.feed.accountIndexes().map((index) => {
      const state = this.feed.account(index);
      const { epoch, seq } = this.feed.positionOf(`account/${index}`);
      return state ? snapshotRow(state, 'interval', now, { epoch, seq, received_at: now }) : null;
    });
    this.sink.push(rows.filter((row) => row !== null));
  }
}
