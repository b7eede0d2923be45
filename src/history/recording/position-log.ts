import type { Position } from 'lighter-broadcaster-protocol/account';
import type { RowOf } from '../row.js';
import { identityOf, positionRow, type PositionEvent, type RowContext } from './row-builders.js';

type PositionRow = RowOf<'positions'>;

/** Compares positions with their last recorded rows to find those that opened, changed, flipped or closed. */
export class PositionLog {
  /** By account and market. */
  private readonly recorded = new Map<number, Map<number, PositionRow>>();

  constructor(open: readonly PositionRow[]) {
    for (const row of open)
      if (row.account_index !== null && row.market_id !== null)
        this.recordedOf(row.account_index).set(row.market_id, row);
  }

  /**
   * One row per position that differs from its last recorded row.
   * @param present all open positions of the account
   * @param ended last reported form of positions that went flat, where known
   */
  rows(
    present: readonly Position[],
    ended: ReadonlyMap<number, Position>,
    contextOf: (marketId: number) => RowContext,
    accountIndex: number,
  ): PositionRow[] {
    const recorded = this.recordedOf(accountIndex);
    const rows: PositionRow[] = [];
    for (const position of present) {
      const { market_id } = position;
      const event = eventOf(position, recorded.get(market_id));
      if (!event) continue;
      const row = positionRow(position, event, contextOf(market_id));
      recorded.set(market_id, row);
      rows.push(row);
    }
    const open = new Set(present.map((position) => position.market_id));
    for (const [marketId, last] of recorded) {
      if (open.has(marketId)) continue;
      recorded.delete(marketId);
      rows.push(closed(last, ended.get(marketId), contextOf(marketId)));
    }
    return rows;
  }

  private recordedOf(accountIndex: number): Map<number, PositionRow> {
    const recorded = this.recorded.get(accountIndex) ?? new Map<number, PositionRow>();
    this.recorded.set(accountIndex, recorded);
    return recorded;
  }
}

/** `null` when nothing worth recording changed. */
function eventOf(position: Position, last: PositionRow | undefined): PositionEvent | null {
  if (!last) return 'opened';
  const now = identityOf(position);
  if (Object.entries(now).every(([name, value]) => last[name as keyof typeof now] === value)) return null;
  return last.side === now.side ? 'changed' : 'flipped';
}

/** A closed row keeps its last side and entry; it has a PnL only if the exchange reported one. */
function closed(last: PositionRow, flat: Position | undefined, context: RowContext): PositionRow {
  return {
    ...last,
    event: 'closed',
    timestamp: context.at,
    size: '0',
    mark_price: flat?.mark_price ?? null,
    mark_at: flat?.mark_at ?? null,
    position_value: '0',
    unrealized_pnl: '0',
    realized_pnl: flat?.realized_pnl ?? null,
    total_funding_paid_out: flat?.total_funding_paid_out ?? null,
    raw_data: context.raw,
    ...context.origin,
  };
}
