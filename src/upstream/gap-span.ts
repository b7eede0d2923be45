import type { Gap, Millis } from 'lighter-broadcaster-protocol/account';
import { compareIds } from 'lighter-broadcaster-protocol/delta';

/** Cause of the gap with which an account's very first start begins: the record of its trades begins there. */
export const FIRST_START = 'first-start';
/** The record of a first start begins this much before the start. */
const BEFORE_START_MS = 10_000;

/** The reading that open gaps need (pure). */
export interface Span {
  /** Trades newer than this may be missing; `null`: all may be. */
  floor: string | null;
  /** Trades older than this, by the exchange's clock, are not requested; `null`: all are. */
  olderThan: Millis | null;
}

/** The one span that covers all open gaps. */
export function spanOf(gaps: readonly Gap[]): Span {
  const floors = gaps.filter(({ cause }) => cause !== FIRST_START).map(({ from_trade_id }) => from_trade_id);
  const starts = gaps.filter(({ cause }) => cause === FIRST_START).map(({ opened_at }) => opened_at);
  if (floors.includes(null)) return { floor: null, olderThan: null };
  const floor = floors.reduce<string | null>(
    (low, id) => (low === null || compareIds(id!, low) < 0 ? id : low),
    null,
  );
  // The record begins with a first start, so nothing else can be older.
  if (starts.length > 0) return { floor: null, olderThan: Math.min(...starts) - BEFORE_START_MS };
  return { floor, olderThan: null };
}

/**
 * The highest trade known at a start: the last one recorded, or one at which an open gap begins. After a reset of the
 * exchange the last one is lower; only the gap then shows that the ids began anew.
 */
export function highestKnown(lastTradeId: string | null, gaps: readonly Gap[]): string | null {
  return gaps.reduce(
    (high, { from_trade_id: id }) => (id !== null && (high === null || compareIds(id, high) > 0) ? id : high),
    lastTradeId,
  );
}

/** Counts each recovered trade for the newest gap that begins before it. */
export function recoveredByGap(gaps: readonly Gap[], recovered: Iterable<string>): Map<string, number> {
  const newestFirst = [...gaps].reverse();
  const counts = new Map(gaps.map(({ gap_id }) => [gap_id, 0]));
  for (const id of recovered) {
    const gap = newestFirst.find(
      ({ cause, from_trade_id: from }) => cause === FIRST_START || from === null || compareIds(id, from) > 0,
    );
    if (gap) counts.set(gap.gap_id, counts.get(gap.gap_id)! + 1);
  }
  return counts;
}
