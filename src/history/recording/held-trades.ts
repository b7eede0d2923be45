import { compareIds } from 'lighter-broadcaster-protocol/delta';
import type { HistoryRow } from '../row.js';

/** Trades held back per account; beyond that only the lowest id is kept. */
export const MAX_HELD = 2_000;

interface Held {
  rows: HistoryRow[];
  /** Lowest id of all trades held back so far; `null` before the first. */
  lowest: string | null;
  overflowed: boolean;
}

/** Trade rows of accounts whose gap is not on disk yet. Rows of other tables pass. */
export class HeldTrades {
  private readonly accounts = new Map<number, Held>();

  constructor(private readonly onOverflow: (accountIndex: number, lowestTradeId: string) => void) {}

  /** Rows held back. */
  get count(): number {
    return [...this.accounts.values()].reduce((sum, { rows }) => sum + rows.length, 0);
  }

  hold(accountIndex: number): void {
    if (!this.accounts.has(accountIndex))
      this.accounts.set(accountIndex, { rows: [], lowest: null, overflowed: false });
  }

  /** @returns the rows held back, in order; none after an overflow */
  release(accountIndex: number): HistoryRow[] {
    const held = this.accounts.get(accountIndex);
    this.accounts.delete(accountIndex);
    return held?.rows ?? [];
  }

  /** Takes out what has to wait. @returns the rows to write now */
  filter(rows: readonly HistoryRow[]): readonly HistoryRow[] {
    if (this.accounts.size === 0) return rows;
    return rows.filter((row) => {
      const held = row.table === 'trades' ? this.accounts.get(row.values.account_index ?? -1) : undefined;
      if (held && row.table === 'trades')
        this.keep(held, row, row.values.account_index!, row.values.trade_id!);
      return !held;
    });
  }

  private keep(held: Held, row: HistoryRow, accountIndex: number, tradeId: string): void {
    if (held.lowest === null || compareIds(tradeId, held.lowest) < 0) held.lowest = tradeId;
    if (held.overflowed) return;
    held.rows.push(row);
    if (held.rows.length <= MAX_HELD) return;
    held.rows = [];
    held.overflowed = true;
    this.onOverflow(accountIndex, held.lowest);
  }
}
