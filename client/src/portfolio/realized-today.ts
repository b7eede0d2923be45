import type { PnlAnswer } from '../api/history.js';
import { sum } from 'lighter-broadcaster-protocol/decimal';
import type { ChartPoint } from '../charts/to-scale.js';
import type { AccountState, Trade } from '../live/model.js';
import { rememberEach, rememberLast } from './remember.js';

type Accounts = ReadonlyMap<number, AccountState>;

/** Exact sum of realized PnL, and whether every trade's PnL is known. */
export interface RealizedSum {
  realized: string;
  complete: boolean;
}

/** Trade lists change rarely compared with the rest of an account. */
const sums = rememberEach((_: readonly Trade[]): Map<number, RealizedSum> => new Map());

/** Realized PnL of the live trades at or after `since`. */
export function realizedSince(accounts: Accounts, since: number): RealizedSum {
  const parts = [...accounts.values()].map(({ trades }) => trades && ofTrades(trades, since));
  return {
    realized: sum(parts.map((part) => part?.realized)),
    complete: parts.every((part) => part?.complete),
  };
}

function ofTrades(trades: readonly Trade[], since: number): RealizedSum {
  const known = sums(trades);
  let part = known.get(since);
  if (!part) {
    const amounts = trades
      .filter(({ timestamp }) => timestamp >= since)
      .map(({ realized_pnl }) => realized_pnl);
    part = { realized: sum(amounts), complete: !amounts.includes(null) };
    known.set(since, part);
  }
  return part;
}

/** Oldest trade of each live list. */
export type OldestTrades = ReadonlyMap<number, Trade | undefined>;

export function oldestTrades(accounts: Accounts): OldestTrades {
  return new Map([...accounts].map(([index, { trades }]) => [index, trades?.at(-1)]));
}

/** Whether a bounded live list has dropped a trade at or after `since`. */
export function hasLetGo(accounts: Accounts, before: OldestTrades, since: number): boolean {
  for (const [index, { trades }] of accounts) {
    const oldest = trades?.at(-1);
    const then = before.get(index);
    if (!oldest || oldest.timestamp < since || oldest.trade_id === then?.trade_id) continue;
    if (then) return true;
  }
  return false;
}

/** Cumulative realized PnL at the end of each hour of the day, and now. */
export function realizedCurve(rows: PnlAnswer['rows'], day: number, now: ChartPoint | null): ChartPoint[] {
  let realized = '0';
  const ends = rows.map(({ hour, realized_pnl }) => {
    realized = sum([realized, realized_pnl]);
    return { time: Date.parse(hour ?? '') + HOUR_MS, value: Number(realized) };
  });
  const past = [{ time: day, value: 0 }, ...ends];
  return now ? [...past.filter(({ time }) => time < now.time), now] : past;
}

const HOUR_MS = 3_600_000;

/** Number of closed gaps over all accounts; each may have added trades to the history. */
export const closedGaps = rememberLast((accounts: Accounts): number => {
  let closed = 0;
  for (const { gaps } of accounts.values())
    closed += gaps.filter(({ closed_at }) => closed_at !== null).length;
  return closed;
});
