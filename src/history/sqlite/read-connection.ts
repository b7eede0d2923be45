import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { EquityAt, EquityQuery, Page, PageQuery, PnlQuery, PnlRow } from '../queries.js';
import type { Venue } from '../row.js';
import type { TableName } from '../tables.js';
import type { ColumnsText } from './columns.js';
import { readEquity, readEquityAt } from './equity.js';
import { addExactSum, addLocalDay, readPnl } from './pnl.js';
import { readPage } from './page.js';
import { requireVenue } from './venue.js';
import { DATABASE_FILE } from './writer.js';

export interface ReadConnectionOptions extends Venue {
  dataDir: string;
}

/** A read-only connection in a thread of its own, so that a long query never delays a write. */
export class ReadConnection {
  private database: DatabaseSync;
  private canceled: Int32Array | null = null;

  constructor(private readonly options: ReadConnectionOptions) {
    this.database = this.open();
  }

  /** Reads from the file that is there now, after a damaged one was set aside. */
  reopen(): void {
    this.database.close();
    this.database = this.open();
  }

  page(query: PageQuery): Page {
    return readPage(this.database, query, { exchange: this.options.exchange, network: this.options.network });
  }

  count(table: TableName): number {
    return this.database.prepare(`SELECT count(*) AS rows FROM ${table}`).get()?.rows as number;
  }

  /** Points, newest first. @param canceled as for `pnl` */
  equity(query: EquityQuery, canceled?: SharedArrayBuffer): ColumnsText {
    this.canceled = canceled ? new Int32Array(canceled) : null;
    return readEquity(this.database, query, () => this.isCanceled());
  }

  /** @param canceled as for `pnl` */
  equityAt(accounts: readonly number[], times: readonly number[], canceled?: SharedArrayBuffer): EquityAt[] {
    this.canceled = canceled ? new Int32Array(canceled) : null;
    return readEquityAt(this.database, accounts, times, () => this.isCanceled());
  }

  /** @param canceled an Int32 that another thread sets to 1 to end the sum with an error */
  pnl(query: PnlQuery, canceled?: SharedArrayBuffer): PnlRow[] {
    this.canceled = canceled ? new Int32Array(canceled) : null;
    return readPnl(this.database, query);
  }

  close(): void {
    this.database.close();
  }

  private open(): DatabaseSync {
    const database = new DatabaseSync(join(this.options.dataDir, DATABASE_FILE), { readOnly: true });
    requireVenue(database, this.options);
    addLocalDay(database);
    addExactSum(database, () => this.isCanceled());
    return database;
  }

  private isCanceled(): boolean {
    return this.canceled !== null && Atomics.load(this.canceled, 0) === 1;
  }
}
