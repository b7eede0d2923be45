import Big from 'big.js';
import type { AccountState } from '../live/model.js';

/** Realized PnL of the trades at or after `since`, and whether the exchange told it for all of them. */
export interface RealizedSum {
  realized: string;
  complete: boolean;
  /** Most trades of one account among them. */
  most: number;
}

export function realizedSince(accounts: ReadonlyMap<number, AccountState>, since: number): RealizedSum {
  let realized = new Big(0);
  let complete = true;
  let most = 0;
  for (const { trades } of accounts.values()) {
    const recent = (trades ?? []).filter(({ timestamp }) => timestamp >= since);
    most = Math.max(most, recent.length);
    for (const { realized_pnl } of recent) {
      if (realized_pnl === null) complete = false;
      else realized = realized.plus(realized_pnl);
    }
  }
  return { realized: realized.toFixed(), complete, most };
}

/** Midnight of the browser's day. */
export function startOfDay(now: number): number {
  return new Date(now).setHours(0, 0, 0, 0);
}
