import type { DatabaseSync } from 'node:sqlite';
import type { Notes } from '../history-store.port.js';
import type { RowOf } from '../row.js';
import { KEPT_TABLES, type KeptTable } from '../tables.js';
import { fromSql } from './codec.js';

/** Rows that a start reads whole: labels, rules and recent alerts. Beside them the notes of the alerts. */
export class KeptRows {
  private readonly setNote;
  private readonly dropNote;

  constructor(private readonly database: DatabaseSync) {
    this.setNote = database.prepare('INSERT OR REPLACE INTO alert_notes VALUES (?, ?)');
    this.dropNote = database.prepare('DELETE FROM alert_notes WHERE name = ?');
  }

  /** @param since of alerts that are over: the time of their last change */
  of(table: KeptTable, since: number): RowOf<KeptTable>[] {
    const recent = table === 'alerts' ? 'WHERE resolved_at IS NULL OR updated_at >= ?' : '';
    const rows = this.database
      .prepare(`SELECT * FROM ${table} ${recent} ORDER BY timestamp, id`)
      .all(...(recent ? [since] : []));
    return rows.map((row) => fromSql(table, row) as RowOf<KeptTable>);
  }

  emptyTables(): Set<KeptTable> {
    return new Set(
      KEPT_TABLES.filter((table) => !this.database.prepare(`SELECT 1 FROM ${table} LIMIT 1`).get()),
    );
  }

  /** Call it in the transaction that writes the rows they belong to. */
  note(notes: Notes): void {
    for (const [name, value] of Object.entries(notes))
      if (value === null) this.dropNote.run(name);
      else this.setNote.run(name, value);
  }

  notes(): Record<string, string> {
    const rows = this.database.prepare('SELECT name, value FROM alert_notes').all();
    return Object.fromEntries(rows.map(({ name, value }) => [name as string, value as string]));
  }
}
