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
  /** When the oldest row was taken in; `null` when empty. */
  oldest_at: number | null;
  quarantined: number;
  dropped: number;
}

/** Rows that wait for Supabase, in the order in which they came. To be used inside transactions of the caller. */
export class Journal {
  private readonly insert;
  private readonly bytes = new Map<string, number>();
  private dropped = 0;

  constructor(
    private readonly database: DatabaseSync,
    private readonly maxBytes: number,
  ) {
    this.insert = database.prepare('INSERT INTO journal (tbl, row, bytes, at) VALUES (?, ?, ?, ?)');
    this.recount();
  }

  add({ table, values }: HistoryRow): void {
    const row = JSON.stringify(values);
    const bytes = Buffer.byteLength(row);
    this.insert.run(table, row, bytes, values.received_at);
    this.bytes.set(table, (this.bytes.get(table) ?? 0) + bytes);
  }

  /** Drops the oldest rows of what may go until the rest fits, snapshots first. Trades and gaps always stay. */
  trim(): void {
    const droppable = TABLE_NAMES.filter((table) => TABLES[table].dropOrder !== null).sort(
      (a, b) => (TABLES[a].dropOrder ?? 0) - (TABLES[b].dropOrder ?? 0),
    );
    for (const table of droppable) {
      while (this.totalBytes > this.maxBytes && (this.bytes.get(table) ?? 0) > 0) this.dropOldest(table);
    }
  }

  next(limit: number): JournalEntry[] {
    const rows = this.database.prepare('SELECT id, tbl, row FROM journal ORDER BY id LIMIT ?').all(limit);
    return rows.map(({ id, tbl, row }) => ({
      id: id as number,
      row: { table: tbl as TableName, values: JSON.parse(row as string) as never },
    }));
  }

  acknowledge(ids: readonly number[]): void {
    const statement = this.database.prepare('DELETE FROM journal WHERE id = ? RETURNING tbl, bytes');
    for (const id of ids) this.uncount(statement.get(id));
  }

  quarantine(id: number, reason: string, at: number): void {
    this.database
      .prepare('INSERT OR REPLACE INTO quarantine SELECT id, tbl, row, ?, ? FROM journal WHERE id = ?')
      .run(reason, at, id);
    this.acknowledge([id]);
  }

  /** Offers the refused rows again; where they are refused again they come back here. */
  requeue(): void {
    this.database
      .exec(`INSERT OR IGNORE INTO journal SELECT id, tbl, row, length(CAST(row AS BLOB)), at FROM quarantine;
      DELETE FROM quarantine`);
    this.recount();
  }

  state(): JournalState {
    const journal = this.database.prepare('SELECT count(*) AS rows FROM journal').get();
    const oldest = this.database.prepare('SELECT at FROM journal ORDER BY id LIMIT 1').get();
    const refused = this.database.prepare('SELECT count(*) AS rows FROM quarantine').get();
    return {
      rows: journal?.rows as number,
      bytes: this.totalBytes,
      oldest_at: (oldest?.at as number | undefined) ?? null,
      quarantined: refused?.rows as number,
      dropped: this.dropped,
    };
  }

  private get totalBytes(): number {
    return [...this.bytes.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  private dropOldest(table: TableName): void {
    const rows = this.database
      .prepare(
        'DELETE FROM journal WHERE id IN (SELECT id FROM journal WHERE tbl = ? ORDER BY id LIMIT 100) RETURNING tbl, bytes',
      )
      .all(table);
    this.dropped += rows.length;
    for (const row of rows) this.uncount(row);
  }

  private uncount(row: Record<string, unknown> | undefined): void {
    if (!row) return;
    const table = row.tbl as string;
    this.bytes.set(table, (this.bytes.get(table) ?? 0) - (row.bytes as number));
  }

  private recount(): void {
    this.bytes.clear();
    const sums = this.database.prepare('SELECT tbl, sum(bytes) AS bytes FROM journal GROUP BY tbl').all();
    for (const { tbl, bytes } of sums) this.bytes.set(tbl as string, bytes as number);
  }
}
