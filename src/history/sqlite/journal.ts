import type { DatabaseSync } from 'node:sqlite';
import type { HistoryRow } from '../row.js';
import { TABLE_NAMES, TABLES, type TableName } from '../tables.js';

export interface JournalEntry {
  id: number;
  row: HistoryRow;
}

export interface JournalState {
  rows: number;
  bytes: number;
  /** Bytes that JOURNAL_MAX_BYTES bounds: all but trades and gaps. */
  bounded_bytes: number;
  /** When the oldest row was recorded; `null` when empty. */
  oldest_at: number | null;
  /** Rows that Supabase rejected individually. */
  quarantined: number;
  /** Rows dropped since the start because the journal was full. */
  dropped: number;
}

/** What the journal counts as it goes, because counting the table anew at each write would cost too much. */
export interface JournalCounts {
  readonly held: ReadonlyMap<string, { rows: number; bytes: number }>;
  readonly quarantined: number;
  readonly dropped: number;
}

const DROPPED_AT_ONCE = 100;

/** Tables whose rows may be dropped, in the order in which they go. */
const DROPPABLE = TABLE_NAMES.filter((table) => TABLES[table].dropOrder !== null).sort(
  (a, b) => (TABLES[a].dropOrder ?? 0) - (TABLES[b].dropOrder ?? 0),
);

/** Rows that wait for Supabase, in order of arrival. Call it inside a transaction. */
export class Journal {
  private readonly insert;
  private readonly remove;
  private held = new Map<string, { rows: number; bytes: number }>();
  private quarantined = 0;
  private dropped = 0;

  constructor(
    private readonly database: DatabaseSync,
    private readonly maxBytes: number,
  ) {
    this.insert = database.prepare('INSERT INTO journal (tbl, row, bytes, at) VALUES (?, ?, ?, ?)');
    this.remove = database.prepare('DELETE FROM journal WHERE id = ? RETURNING tbl, bytes');
    this.recount();
  }

  /** To be restored when the transaction that begins now is rolled back. */
  get counts(): JournalCounts {
    return { held: new Map(this.held), quarantined: this.quarantined, dropped: this.dropped };
  }

  restore({ held, quarantined, dropped }: JournalCounts): void {
    this.held = new Map(held);
    this.quarantined = quarantined;
    this.dropped = dropped;
  }

  add({ table, values }: HistoryRow): void {
    const row = JSON.stringify(values);
    const bytes = Buffer.byteLength(row);
    this.insert.run(table, row, bytes, values.received_at);
    this.count(table, 1, bytes);
  }

  /** Drops the oldest droppable rows, snapshots first, until the rest fits. Trades and gaps always stay. */
  trim(): void {
    for (const table of DROPPABLE) {
      while (this.boundedBytes > this.maxBytes) if (!this.dropOldest(table)) break;
    }
  }

  next(limit: number, except: readonly TableName[]): JournalEntry[] {
    const filter = except.length > 0 ? `WHERE tbl NOT IN (${except.map(() => '?').join(', ')})` : '';
    const statement = this.database.prepare(
      `SELECT id, tbl, row FROM journal ${filter} ORDER BY id LIMIT ${limit}`,
    );
    return statement.all(...except).map(({ id, tbl, row }) => ({
      id: id as number,
      row: { table: tbl as TableName, values: JSON.parse(row as string) as never },
    }));
  }

  acknowledge(ids: readonly number[]): void {
    for (const id of ids) this.release(this.remove.get(id));
  }

  quarantine(id: number, reason: string, at: number): void {
    this.database
      .prepare('INSERT OR REPLACE INTO quarantine SELECT id, tbl, row, ?, ? FROM journal WHERE id = ?')
      .run(reason, at, id);
    this.acknowledge([id]);
    this.quarantined += 1;
  }

  /** Moves quarantined rows back into the journal for another try. */
  requeue(): void {
    this.database
      .exec(`INSERT OR IGNORE INTO journal SELECT id, tbl, row, length(CAST(row AS BLOB)), at FROM quarantine;
      DELETE FROM quarantine`);
    this.recount();
  }

  state(): JournalState {
    const oldest = this.database.prepare('SELECT at FROM journal ORDER BY id LIMIT 1').get();
    const held = [...this.held.values()];
    return {
      rows: held.reduce((sum, { rows }) => sum + rows, 0),
      bytes: held.reduce((sum, { bytes }) => sum + bytes, 0),
      bounded_bytes: this.boundedBytes,
      oldest_at: (oldest?.at as number | undefined) ?? null,
      quarantined: this.quarantined,
      dropped: this.dropped,
    };
  }

  private get boundedBytes(): number {
    return DROPPABLE.reduce((sum, table) => sum + this.bytesOf(table), 0);
  }

  private bytesOf(table: TableName): number {
    return this.held.get(table)?.bytes ?? 0;
  }

  /** @returns whether there was any row to drop */
  private dropOldest(table: TableName): boolean {
    const oldest = `SELECT id FROM journal WHERE tbl = ? ORDER BY id LIMIT ${DROPPED_AT_ONCE}`;
    const gone = this.database
      .prepare(`DELETE FROM journal WHERE id IN (${oldest}) RETURNING tbl, bytes`)
      .all(table);
    this.dropped += gone.length;
    for (const row of gone) this.release(row);
    return gone.length > 0;
  }

  private count(table: string, rows: number, bytes: number): void {
    const held = this.held.get(table) ?? { rows: 0, bytes: 0 };
    this.held.set(table, { rows: held.rows + rows, bytes: held.bytes + bytes });
  }

  private release(row: Record<string, unknown> | undefined): void {
    if (row) this.count(row.tbl as string, -1, -(row.bytes as number));
  }

  private recount(): void {
    this.held.clear();
    const sums = this.database.prepare(
      'SELECT tbl, count(*) AS rows, sum(bytes) AS bytes FROM journal GROUP BY tbl',
    );
    for (const { tbl, rows, bytes } of sums.all()) this.count(tbl as string, rows as number, bytes as number);
    this.quarantined = this.database.prepare('SELECT count(*) AS rows FROM quarantine').get()?.rows as number;
  }
}
