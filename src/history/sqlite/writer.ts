import { chmodSync, closeSync, mkdirSync, openSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { AccountCheckpoint, Notes, OpenRows } from '../history-store.port.js';
import type { RetentionStep } from '../../config/values/retention-steps.js';
import { thinningSpans } from '../thinning-spans.js';
import type { HistoryRow, RowOf, Venue } from '../row.js';
import { isKept, type KeptTable, type TableName } from '../tables.js';
import { KeptRows } from './kept-rows.js';
import { Journal, type JournalEntry, type JournalState } from './journal.js';
import { isDamage, setAside, type Damage } from './damage.js';
import { lockDataDir } from './lock.js';
import { Checkpoint } from './checkpoint.js';
import { RowWriter } from './row-writer.js';
import { countEvents, deleteEvents, type EventCounts } from './events.js';
import { migrate, readMeta, SCHEMA_VERSION, type Upgrade } from './migrations.js';
import { schemaSql } from './schema.js';
import { inTransaction } from './transaction.js';
import { requireVenue } from './venue.js';
import { accountsWithSnapshots, thinSnapshots } from './thin.js';

export interface WriterOptions extends Venue {
  dataDir: string;
  /** `embedded`: this file is the store. `journal`: rows wait here for Supabase. */
  mode: 'embedded' | 'journal';
  lockWaitMs: number;
  journalMaxBytes: number;
}

/** Rows that are updated later, or that a start reads: their current form is kept here in both modes. */
const KEPT_HERE: ReadonlySet<string> = new Set([
  'gaps',
  'link_outages',
  'account_labels',
  'alert_rules',
  'alerts',
]);

const PRIVATE = 0o600;

const TAKE_BACK_BATCH = 1_000;

export const DATABASE_FILE = 'history.sqlite';

/** Outcome of a write. */
export interface Appended {
  journal: JournalState;
  /** The last file that was set aside since the start; `null` when none was. */
  damage: Damage | null;
}

/** The only writing connection, in a thread of its own. Every call is one transaction, on disk when it returns. */
export class Writer {
  private readonly lock: { release(): void };
  private readonly path: string;
  private database!: DatabaseSync;
  private rows!: RowWriter;
  private checkpoint!: Checkpoint;
  private journal!: Journal;
  private keptRows!: KeptRows;
  private upgraded: Upgrade | null = null;
  private damage: Damage | null = null;

  /** A damaged file is set aside, and a new one takes its place. */
  constructor(private readonly options: WriterOptions) {
    mkdirSync(options.dataDir, { recursive: true });
    this.path = join(options.dataDir, DATABASE_FILE);
    this.lock = lockDataDir(options.dataDir, options.lockWaitMs);
    this.orInNewFile(
      () => this.open(),
      () => this.open(),
    );
  }

  /** A file that turns out to be damaged while rows are written is set aside, and they go into a new one. */
  append(rows: readonly HistoryRow[], notes: Notes = {}): Appended {
    this.orInNewFile(
      () => this.write(rows, notes),
      () => {
        this.open();
        this.write(rows, notes);
      },
    );
    return { journal: this.journal.state(), damage: this.damage };
  }

  /**
   * Appends rows of a backup, which may be older than what is known: of an account that was recorded before, they change neither its
   * open positions and orders nor, while Supabase is the store, its gaps and outages here. Nothing is dropped from the journal.
   */
  import(rows: readonly HistoryRow[]): Appended {
    const shipped = this.options.mode === 'journal';
    this.transaction(() => {
      for (const row of rows) {
        const known = this.checkpoint.wasKnownAtStart(row.values.account_index);
        if (!shipped || (KEPT_HERE.has(row.table) && !known)) this.rows.write(row);
        if (shipped) this.journal.add(row);
        if (known) this.checkpoint.raise(row);
        else this.checkpoint.remember(row);
      }
    });
    return { journal: this.journal.state(), damage: this.damage };
  }

  /** Adds what the remote store knows of earlier runs, without sending it back. */
  adopt(rows: readonly HistoryRow[]): void {
    this.transaction(() => {
      const empty = this.keptRows.emptyTables();
      for (const row of rows) {
        const { table } = row;
        if (isKept(table) ? empty.has(table) : KEPT_HERE.has(table)) this.rows.write(row);
        this.checkpoint.remember(row);
      }
    });
    this.checkpoint.knowFromBefore(rows);
  }

  /** What opening the file found and did. */
  opened(): { upgrade: Upgrade | null; damage: Damage | null } {
    return { upgrade: this.upgraded, damage: this.damage };
  }

  /** Beside a file that was set aside no start is the first one, which would hide the fills made before it. */
  checkpointOf(accountIndex: number): AccountCheckpoint {
    const found = this.reading(() => this.checkpoint.of(accountIndex));
    return this.damage ? { ...found, first_start: false } : found;
  }

  openRows(): OpenRows {
    return this.reading(() => this.checkpoint.openRows());
  }

  kept(table: KeptTable, since: number): RowOf<KeptTable>[] {
    return this.reading(() => this.keptRows.of(table, since));
  }

  notes(): Record<string, string> {
    return this.reading(() => this.keptRows.notes());
  }

  nextBatch(limit: number, except: readonly TableName[]): JournalEntry[] {
    return this.journal.next(limit, except);
  }

  settle(
    done: readonly number[],
    refused: readonly { id: number; reason: string }[],
    at: number,
  ): JournalState {
    this.transaction(() => {
      this.journal.acknowledge(done);
      for (const { id, reason } of refused) this.journal.quarantine(id, reason, at);
    });
    return this.journal.state();
  }

  requeueRefused(): JournalState {
    this.transaction(() => this.journal.requeue());
    return this.journal.state();
  }

  journalState(): JournalState {
    return this.journal.state();
  }

  accountsWithSnapshots(): number[] {
    return accountsWithSnapshots(this.database);
  }

  thin(account: number, steps: readonly RetentionStep[], now: number): void {
    this.transaction(() => thinSnapshots(this.database, account, thinningSpans(steps, now)));
  }

  /** When events may be deleted by age: a day after an upgrade, otherwise at any time. Epoch ms. */
  eventsKeptUntil(): number {
    return Number(readMeta(this.database, 'events_kept_until') ?? 0);
  }

  countEvents(before: number): EventCounts {
    return countEvents(this.database, before);
  }

  deleteEvents(before: number): EventCounts {
    return this.transaction(() => deleteEvents(this.database, before));
  }

  /** Deletes closed gaps, ended outages and resolved alerts, which Supabase has. */
  forgetEnded(before: number): void {
    this.transaction(() => {
      this.database.prepare('DELETE FROM gaps WHERE closed_at < ?').run(before);
      this.database.prepare('DELETE FROM link_outages WHERE ended_at < ?').run(before);
      this.database.prepare('DELETE FROM alerts WHERE resolved_at < ?').run(before);
    });
  }

  /** Free bytes for an unprivileged process on the disk of DATA_DIR, and the size of the database. */
  space(): { free: number; used: number } {
    const { bavail, bsize } = statfsSync(this.options.dataDir);
    const used = ['', '-wal'].map(
      (suffix) => statSync(this.path + suffix, { throwIfNoEntry: false })?.size ?? 0,
    );
    return { free: bavail * bsize, used: used.reduce((sum, size) => sum + size) };
  }

  close(): void {
    this.database.close();
    this.lock.release();
  }

  private open(): void {
    createPrivate(this.path);
    this.database = new DatabaseSync(this.path);
    this.database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    requireVenue(this.database, this.options);
    this.upgraded = migrate(this.database);
    inTransaction(this.database, () => this.prepareSchema());
    this.rows = new RowWriter(this.database);
    this.checkpoint = new Checkpoint(this.database);
    this.keptRows = new KeptRows(this.database);
    this.journal = new Journal(this.database, this.options.journalMaxBytes);
    if (this.options.mode === 'embedded') this.takeBack();
  }

  /** What a start reads. A file that turns out to be damaged is set aside; the new one knows nothing, and the next write reports it. */
  private reading<T>(read: () => T): T {
    return this.orInNewFile(read, () => {
      this.open();
      return read();
    });
  }

  private orInNewFile<T>(work: () => T, retry: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!isDamage(error)) throw error;
      if (this.database.isOpen) this.database.close();
      this.damage = setAside(this.path, error as Error);
      return retry();
    }
  }

  private write(rows: readonly HistoryRow[], notes: Notes): void {
    const shipped = this.options.mode === 'journal';
    this.transaction(() => {
      for (const row of rows) {
        if (!shipped || KEPT_HERE.has(row.table)) this.rows.write(row);
        if (shipped) this.journal.add(row);
        this.checkpoint.remember(row);
      }
      if (shipped) this.journal.trim();
      this.keptRows.note(notes);
    });
  }

  /** Moves rows that waited for Supabase into their tables, once Supabase is switched off. */
  private takeBack(): void {
    this.transaction(() => this.journal.requeue());
    for (let batch = this.journal.next(TAKE_BACK_BATCH, []); batch.length > 0;) {
      this.transaction(() => {
        for (const { row } of batch) this.rows.write(row);
        this.journal.acknowledge(batch.map(({ id }) => id));
      });
      batch = this.journal.next(TAKE_BACK_BATCH, []);
    }
  }

  /** Rolls back what the journal counts in memory with the file. */
  private transaction<T>(work: () => T): T {
    const counts = this.journal.counts;
    try {
      return inTransaction(this.database, work);
    } catch (error) {
      this.journal.restore(counts);
      throw error;
    }
  }

  private prepareSchema(): void {
    this.database.exec(schemaSql());
    const { exchange, network } = this.options;
    const insert = this.database.prepare('INSERT OR IGNORE INTO meta VALUES (?, ?)');
    const values = { schema_version: String(SCHEMA_VERSION), exchange, network };
    for (const [name, value] of Object.entries(values)) insert.run(name, value);
  }
}

/** Only the service's own user may read the history; SQLite gives its companion files the same mode. */
function createPrivate(path: string): void {
  closeSync(openSync(path, 'a', PRIVATE));
  chmodSync(path, PRIVATE);
}
