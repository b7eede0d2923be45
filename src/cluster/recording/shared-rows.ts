import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Millis } from 'lighter-broadcaster-protocol/account';
import { Clock, type Timer } from '../../clock/clock.js';
import { AppConfig } from '../../config/app-config.js';
import { FaultBoard } from '../../history/fault-board.js';
import type { HistoryFault } from '../../history/history-status.js';
import type { HistoryRow } from '../../history/row.js';
import { RowSink } from '../../history/row-sink.port.js';
import { TABLES } from '../../history/tables.js';
import { IncidentWriter } from '../../incidents/incident-writer.port.js';
import { scrubber } from '../../secrets/scrubber.js';
import { Engine } from '../engine.port.js';
import { compareIds } from '../entry-id.js';
import { Leadership } from '../leadership.js';
import { LogWriter } from '../log-writer.js';
import { RECORDER, storedName } from './recorder-share.js';

const LOOK_EVERY: Millis = 1_000;
/** Age of the oldest row from which the history counts as behind. */
const BEHIND_AFTER_SECONDS = 60;
/** Memory of the engine that waiting rows may take before tables are left out. */
const MAX_BYTES = 256 * 1_048_576;
/** Each further step leaves out the next table of `dropOrder`. */
const STEP_BYTES = 32 * 1_048_576;

interface WaitingBatch {
  /** Of the last batch that is counted here. */
  id: string;
  rows: number;
  at: Millis;
}

/**
 * Appends rows to the log, each with the batch of the change that it comes from, and knows which of them the recorder has
 * not stored yet. When too many wait, it leaves out rows of tables that may be dropped: snapshots first, trades and gaps never.
 */
@Injectable()
export class SharedRows extends RowSink implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(SharedRows.name);
  private readonly faults: FaultBoard;
  private batches: WaitingBatch[] = [];
  /** Tables up to this `dropOrder` are left out. */
  private leftOut = 0;
  private timer: Timer | null = null;
  private droppedRows = 0;
  /** Memory of the engine that waiting rows take. */
  waitingBytes = 0;

  constructor(
    private readonly engine: Engine,
    private readonly leadership: Leadership,
    private readonly writer: LogWriter,
    private readonly clock: Clock,
    private readonly config: AppConfig,
    incidents: IncidentWriter,
  ) {
    super();
    this.faults = new FaultBoard(clock, incidents);
    writer.onRows = (id, rows) => this.onRows(id, rows);
  }

  async onModuleInit(): Promise<void> {
    if (!this.config.history.enabled) return;
    const { last, entries } = await this.engine.rowsBacklog(this.leadership.held.share);
    // Rows of leaders before, at least one an entry.
    if (last !== null) this.batches.unshift({ id: last, rows: entries, at: this.clock.monotonic() });
    await this.look();
    this.timer = this.clock.every(LOOK_EVERY, () => void this.look());
  }

  onModuleDestroy(): void {
    this.timer?.cancel();
  }

  override push(rows: readonly HistoryRow[]): void {
    if (!this.config.history.enabled || rows.length === 0) return;
    const kept = this.leftOut === 0 ? rows : rows.filter(({ table }) => !this.isLeftOut(table));
    this.droppedRows += rows.length - kept.length;
    if (kept.length > 0) this.writer.addRows({ rows: [...kept], notes: {} });
  }

  override flush(): Promise<void> {
    return this.writer.idle();
  }

  override get waiting(): number {
    return this.batches.reduce((sum, { rows }) => sum + rows, 0);
  }

  override get waitingSeconds(): number {
    const [oldest] = this.batches;
    return oldest ? (this.clock.monotonic() - oldest.at) / 1_000 : 0;
  }

  override get dropped(): number {
    return this.droppedRows;
  }

  get faultList(): HistoryFault[] {
    return this.faults.list();
  }

  /** Rows are appended at once, with the state that they come from; only the trade from which a gap begins stays back. */
  override hold(accountIndex: number): void {
    this.writer.holdMark(accountIndex);
  }

  override release(accountIndex: number): void {
    this.writer.releaseMark(accountIndex);
  }

  override onOverflow(): void {}

  /** Batches of one second count together: while the recorder is away, they only add up. */
  private onRows(id: string, rows: number): void {
    const at = this.clock.monotonic();
    const last = this.batches.at(-1);
    if (last && at - last.at < LOOK_EVERY)
      this.batches[this.batches.length - 1] = { id, rows: last.rows + rows, at: last.at };
    else this.batches.push({ id, rows, at });
  }

  /** Reads how far the recorder has come. */
  private async look(): Promise<void> {
    try {
      const [stored, { bytes }] = await Promise.all([
        this.engine.value(RECORDER, storedName(this.leadership.held.share)),
        this.engine.rowsBacklog(this.leadership.held.share),
      ]);
      if (stored !== null) this.onStored(stored);
      this.waitingBytes = this.batches.length === 0 ? 0 : bytes;
      this.bound(this.waitingBytes);
    } catch (error) {
      this.logger.warn(`How far the recorder has come is unknown: ${scrubber.scrubError(error).message}`);
    }
  }

  private onStored(id: string): void {
    this.writer.storedRows = id;
    this.batches = this.batches.filter((batch) => compareIds(batch.id, id) > 0);
  }

  private bound(bytes: number): void {
    const wasLeftOut = this.leftOut;
    this.leftOut = bytes < MAX_BYTES ? 0 : 1 + Math.floor((bytes - MAX_BYTES) / STEP_BYTES);
    const isBehind = this.waitingSeconds > BEHIND_AFTER_SECONDS || this.leftOut > 0;
    if (!isBehind) return this.faults.clear(RECORDER);
    if (this.leftOut !== wasLeftOut) this.faults.clear(RECORDER);
    const waits = `Rows have waited for the recorder for ${Math.round(this.waitingSeconds)} s`;
    const left =
      this.leftOut > 0 ? ', and new snapshots and other rows are left out; trades and gaps never' : '';
    this.faults.raise(
      {
        kind: 'behind',
        message: waits + left,
        what_to_do: 'Start a process with the role recorder, or see why it stores nothing in its log',
      },
      RECORDER,
    );
  }

  private isLeftOut(table: HistoryRow['table']): boolean {
    const { dropOrder } = TABLES[table];
    return dropOrder !== null && dropOrder <= this.leftOut;
  }
}
