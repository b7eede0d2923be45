import type { Clock } from '../../clock/clock.js';
import type { IncidentWriter } from '../../incidents/incident-writer.port.js';
import type { HistoryStore } from '../history-store.port.js';
import type { HistoryRow } from '../row.js';
import { RowSink } from '../row-sink.port.js';
import { HeldTrades } from './held-trades.js';
import { WriteQueue } from './write-queue.js';

/** Writes rows to the store of this process. */
export class StoreRowSink extends RowSink {
  private readonly queue: WriteQueue;
  private readonly held = new HeldTrades((...overflow) => this.overflowed(...overflow));
  private overflowed: (accountIndex: number, lowestTradeId: string) => void = () => undefined;

  constructor(store: HistoryStore, clock: Clock, incidents: IncidentWriter) {
    super();
    this.queue = new WriteQueue(
      (rows) => store.append(rows),
      clock,
      ({ message }) =>
        incidents.report({
          source: 'history',
          severity: 'error',
          error_type: 'history-write-failed',
          message,
        }),
    );
  }

  override push(rows: readonly HistoryRow[]): void {
    this.queue.push(this.held.filter(rows));
  }

  override flush(): Promise<void> {
    return this.queue.flush();
  }

  override get waiting(): number {
    return this.queue.length + this.held.count;
  }

  override get waitingSeconds(): number {
    return this.queue.age / 1_000;
  }

  override get dropped(): number {
    return this.queue.dropped;
  }

  override hold(accountIndex: number): void {
    this.held.hold(accountIndex);
  }

  override release(accountIndex: number): void {
    this.queue.push(this.held.release(accountIndex));
  }

  override onOverflow(listener: (accountIndex: number, lowestTradeId: string) => void): void {
    this.overflowed = listener;
  }
}
