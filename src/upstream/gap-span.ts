import type { Gap } from 'lighter-broadcaster-protocol/account';
import { compareIds } from 'lighter-broadcaster-protocol/delta';

/** Cause of the gap that an account's very first start begins with: its one page of trades is the beginning. */
export const FIRST_START = 'first-start';

/** How far back the trades of an account must be read (pure). */
export interface Span {
  /** Trades newer than this may be missing; `null`: all that the exchange has. */
  floor: string | null;
  /** One page is enough: nothing before the beginning is asked for. */
  isBeginning: boolean;
}

/** The one span that covers all open gaps. */
export function spanOf(gaps: readonly Gap[]): Span {
  const isOpenEnded = ({ cause, from_trade_id }: Gap): boolean =>
    cause === FIRST_START && from_trade_id === null;
  const floors = gaps.filter((gap) => !isOpenEnded(gap)).map(({ from_trade_id }) => from_trade_id);
  const lowest = floors.reduce<string | null | undefined>((low, id) => {
    if (low === null || id === null) return null;
    return low === undefined || compareIds(id, low) < 0 ? id : low;
  }, undefined);
  return { floor: lowest ?? null, isBeginning: lowest === undefined };
}

/** Whether the open gaps already cover a line lost now, so that no further one needs to be opened. */
export function covers(gaps: readonly Gap[], lastTradeId: string | null): boolean {
  if (gaps.length === 0) return false;
  return !spanOf(gaps).isBeginning || lastTradeId === null;
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
