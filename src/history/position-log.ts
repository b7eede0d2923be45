import type { Position } from '../state/account-state.js';
import type { RowOf } from './row.js';
import { identityOf, positionRow, type PositionEvent, type RowContext } from './rows.js';

type PositionRow = RowOf<'positions'>;

/** Knows the positions as last recorded, and so which of them opened, changed, flipped or closed. */
export class PositionLog {
  private readonly recorded = new Map<string, PositionRow>();

  constructor(open: readonly PositionRow[]) {
    for (const row of open) this.recorded.set(keyOf(row.account_index, row.market_id), row);
  }

  /**
   * Rows for what is different from the last record.
   * @param present all open positions of the account now
   * @param ended last form of those that went flat, where it was told
   */
  rows(
    present: readonly Position[],
    ended: ReadonlyMap<number, Position>,
    contextOf: (marketId: number) => RowContext,
    accountIndex: number,
  ): PositionRow[] {
    const rows = present.flatMap((position) => this.changed(position, contextOf, accountIndex));
    const open = new Set(present.map((position) => position.market_id));
    for (const row of [...this.recorded.values()]) {
      if (row.account_index !== accountIndex || row.market_id === null || open.has(row.market_id)) continue;
      rows.push(this.closed(row, ended.get(row.market_id), contextOf(row.market_id)));
    }
    return rows;
  }

  private changed(
    position: Position,
    contextOf: (marketId: number) => RowContext,
    accountIndex: number,
  ): PositionRow[] {
    const key = keyOf(accountIndex, position.market_id);
    const last = this.recorded.get(key);
    const now = identityOf(position);
    if (last && same(last, now)) return [];
    const event: PositionEvent = !last ? 'opened' : last.side === now.side ? 'changed' : 'flipped';
    const row = positionRow(position, event, contextOf(position.market_id));
    this.recorded.set(key, row);
    return [row];
  }

  /** A flat row keeps the side and entry that it had; its PnL is only told if the exchange told it. */
  private closed(last: PositionRow, flat: Position | undefined, context: RowContext): PositionRow {
    this.recorded.delete(keyOf(last.account_index, last.market_id));
    return {
      ...last,
      event: 'closed',
      timestamp: context.at,
      size: '0',
      mark_price: flat?.mark_price ?? null,
      position_value: '0',
      unrealized_pnl: '0',
      realized_pnl: flat?.realized_pnl ?? null,
      total_funding_paid_out: flat?.total_funding_paid_out ?? null,
      raw_data: context.raw,
      ...context.origin,
    };
  }
}

function same(last: PositionRow, now: ReturnType<typeof identityOf>): boolean {
  return Object.entries(now).every(([name, value]) => last[name as keyof typeof now] === value);
}

function keyOf(accountIndex: number | null, marketId: number | null): string {
  return `${accountIndex}/${marketId}`;
}
