import type { DatabaseSync } from 'node:sqlite';
import { isLiveStatus } from 'lighter-broadcaster-protocol/account';
import { gapOf, progressOf } from '../recording/gap-row.js';
import type { AccountCheckpoint, OpenRows } from '../history-store.port.js';
import type { HistoryRow, RowOf } from '../row.js';
import { fromSql } from './codec.js';

/** The latest trade by time, then by id: after a reset of the exchange the ids start again, the times do not. */
const RAISE_MARK = `INSERT INTO account_marks VALUES (?, ?, ?) ON CONFLICT (account_index) DO UPDATE
  SET last_trade_id = excluded.last_trade_id, last_trade_at = excluded.last_trade_at
  WHERE excluded.last_trade_id IS NOT NULL AND (last_trade_id IS NULL OR last_trade_at IS NULL
  OR (excluded.last_trade_at, length(excluded.last_trade_id), excluded.last_trade_id)
    > (last_trade_at, length(last_trade_id), last_trade_id))`;

/** What the next start needs: last trade, open gaps, open positions, live orders and ongoing outages. */
export class Checkpoint {
  private readonly knownAtStart: Set<number>;
  private readonly raiseMark;
  private readonly keepPosition;
  private readonly dropPosition;
  private readonly keepOrder;
  private readonly dropOrder;

  constructor(private readonly database: DatabaseSync) {
    const known = database.prepare('SELECT account_index FROM account_marks').all();
    this.knownAtStart = new Set(known.map((row) => Number(row.account_index)));
    this.raiseMark = database.prepare(RAISE_MARK);
    this.keepPosition = database.prepare('INSERT OR REPLACE INTO open_positions VALUES (?, ?, ?)');
    this.dropPosition = database.prepare(
      'DELETE FROM open_positions WHERE account_index = ? AND market_id = ?',
    );
    this.keepOrder = database.prepare('INSERT OR REPLACE INTO open_orders VALUES (?, ?, ?)');
    this.dropOrder = database.prepare('DELETE FROM open_orders WHERE account_index = ? AND order_id = ?');
  }

  /** Whether the account was recorded by an earlier run. `null`, the market connection, was if any account was. */
  wasKnownAtStart(accountIndex: number | null): boolean {
    return accountIndex === null ? this.knownAtStart.size > 0 : this.knownAtStart.has(accountIndex);
  }

  /** Call it in the transaction that writes the row. */
  remember(row: HistoryRow): void {
    this.raise(row);
    if (row.table === 'positions') this.rememberPosition(row.values);
    if (row.table === 'orders') this.rememberOrder(row.values);
  }

  /** Notes the account, and the trade if it is the latest. */
  raise({ table, values }: HistoryRow): void {
    const trade = table === 'trades' ? values : null;
    if (values.account_index !== null)
      this.raiseMark.run(values.account_index, trade?.trade_id ?? null, trade?.timestamp ?? null);
  }

  /** An earlier run wrote these rows. Call it once they are committed. */
  knowFromBefore(rows: readonly HistoryRow[]): void {
    for (const { values } of rows)
      if (values.account_index !== null) this.knownAtStart.add(values.account_index);
  }

  of(accountIndex: number): AccountCheckpoint {
    const mark = this.database
      .prepare('SELECT last_trade_id FROM account_marks WHERE account_index = ?')
      .get(accountIndex);
    const gaps = this.database
      .prepare('SELECT count(*) AS n FROM gaps WHERE account_index = ?')
      .get(accountIndex);
    return {
      first_start: !this.knownAtStart.has(accountIndex) && gaps?.n === 0,
      last_trade_id: (mark?.last_trade_id as string | null | undefined) ?? null,
      ...this.openGaps(accountIndex),
    };
  }

  openRows(): OpenRows {
    const positions = this.database.prepare('SELECT row FROM open_positions').all();
    const orders = this.database.prepare('SELECT row FROM open_orders').all();
    const outages = this.database.prepare('SELECT * FROM link_outages WHERE ended_at IS NULL').all();
    return {
      positions: positions.map((row) => JSON.parse(row.row as string) as RowOf<'positions'>),
      orders: orders.map((row) => JSON.parse(row.row as string) as RowOf<'orders'>),
      outages: outages.map((row) => fromSql('link_outages', row) as RowOf<'link_outages'>),
    };
  }

  private rememberPosition(row: RowOf<'positions'>): void {
    const { account_index, market_id, event } = row;
    if (event === 'closed') this.dropPosition.run(account_index, market_id);
    else this.keepPosition.run(account_index, market_id, JSON.stringify(row));
  }

  private rememberOrder(row: RowOf<'orders'>): void {
    const { account_index, order_id, status } = row;
    if (!isLiveStatus(status ?? '')) this.dropOrder.run(account_index, order_id);
    else this.keepOrder.run(account_index, order_id, JSON.stringify({ ...row, raw_data: null }));
  }

  private openGaps(accountIndex: number): Pick<AccountCheckpoint, 'open_gaps' | 'progress'> {
    const found = this.database
      .prepare('SELECT * FROM gaps WHERE account_index = ? AND closed_at IS NULL ORDER BY opened_at, id')
      .all(accountIndex);
    const rows = found.map((row) => fromSql('gaps', row) as RowOf<'gaps'>);
    const [progress = null] = rows.map(progressOf).filter((each) => each !== null);
    return { open_gaps: rows.map(gapOf), progress };
  }
}
