import type { DatabaseSync } from 'node:sqlite';
import type { Gap } from '../../state/account-state.js';
import { gapOf } from '../gap-row.js';
import type { AccountMemory, OpenRows } from '../history-store.port.js';
import type { HistoryRow, RowOf } from '../row.js';
import { fromSql } from './codec.js';

const RAISE_MARK = `INSERT INTO account_marks VALUES (?, ?) ON CONFLICT (account_index) DO UPDATE
  SET last_trade_id = excluded.last_trade_id WHERE last_trade_id IS NULL
  OR (length(excluded.last_trade_id), excluded.last_trade_id) > (length(last_trade_id), last_trade_id)`;

/** What the next start has to know: the last trade, open gaps, open positions, open outages. */
export class Memory {
  private readonly knownAtStart: Set<number>;
  private readonly raiseMark;
  private readonly keepPosition;
  private readonly dropPosition;

  constructor(private readonly database: DatabaseSync) {
    const known = database.prepare('SELECT account_index FROM account_marks').all();
    this.knownAtStart = new Set(known.map((row) => Number(row.account_index)));
    this.raiseMark = database.prepare(RAISE_MARK);
    this.keepPosition = database.prepare('INSERT OR REPLACE INTO open_positions VALUES (?, ?, ?)');
    this.dropPosition = database.prepare(
      'DELETE FROM open_positions WHERE account_index = ? AND market_id = ?',
    );
  }

  /** To be called in the transaction that writes the row. */
  remember({ table, values }: HistoryRow): void {
    if (values.account_index !== null) {
      this.raiseMark.run(values.account_index, table === 'trades' ? values.trade_id : null);
    }
    if (table !== 'positions') return;
    if (values.event === 'closed') this.dropPosition.run(values.account_index, values.market_id);
    else this.keepPosition.run(values.account_index, values.market_id, JSON.stringify(values));
  }

  /** Like `remember`, of a row that was written in an earlier life. */
  adopt(row: HistoryRow): void {
    this.remember(row);
    if (row.values.account_index !== null) this.knownAtStart.add(row.values.account_index);
  }

  of(accountIndex: number): AccountMemory {
    const mark = this.database
      .prepare('SELECT last_trade_id FROM account_marks WHERE account_index = ?')
      .get(accountIndex);
    const gaps = this.database
      .prepare('SELECT count(*) AS n FROM gaps WHERE account_index = ?')
      .get(accountIndex);
    return {
      first_start: !this.knownAtStart.has(accountIndex) && gaps?.n === 0,
      last_trade_id: (mark?.last_trade_id as string | null | undefined) ?? null,
      open_gaps: this.openGaps(accountIndex),
    };
  }

  openRows(): OpenRows {
    const positions = this.database.prepare('SELECT row FROM open_positions').all();
    const outages = this.database.prepare('SELECT * FROM link_outages WHERE ended_at IS NULL').all();
    return {
      positions: positions.map((row) => JSON.parse(row.row as string) as RowOf<'positions'>),
      outages: outages.map((row) => fromSql('link_outages', row) as RowOf<'link_outages'>),
    };
  }

  private openGaps(accountIndex: number): Gap[] {
    const rows = this.database
      .prepare('SELECT * FROM gaps WHERE account_index = ? AND closed_at IS NULL ORDER BY opened_at, id')
      .all(accountIndex);
    return rows.map((row) => gapOf(fromSql('gaps', row) as RowOf<'gaps'>));
  }
}
