import {
  absolute,
  compareDecimals,
  isZero,
  parseDecimal,
  quotient,
  sum,
  times,
  toText,
} from 'lighter-broadcaster-protocol/decimal';
import type { PositionEntry } from '../../portfolio/entries.js';
import { byMarket, exposureIn, type Exposure } from '../../portfolio/exposure.js';

/** The positions of all accounts in one market as one. */
export interface MarketPosition extends Exposure {
  /** `null` when long and short cancel. */
  side: 'long' | 'short' | null;
  /** Without sign. */
  size: string;
  /** Price at which the net position would have been entered; `null` when it is flat. */
  entry: string | null;
  mark: string | null;
  unrealized: string;
  /** Of the position nearest to liquidation. */
  distance: string | null;
}

export function marketPositions(entries: readonly PositionEntry[]): MarketPosition[] {
  return [...byMarket(entries)].map(([symbol, held]) => ofMarket(symbol, held));
}

function ofMarket(symbol: string, entries: readonly PositionEntry[]): MarketPosition {
  const items = entries.map(({ item }) => item);
  const size = sum(items.map((item) => item.size));
  const cost = sum(
    items.map((item) => toText(times(parseDecimal(item.size), parseDecimal(item.avg_entry_price)))),
  );
  const distances = items.flatMap(({ liquidation_distance }) => liquidation_distance ?? []);
  return {
    ...exposureIn(symbol, entries),
    side: isZero(size) ? null : size.startsWith('-') ? 'short' : 'long',
    size: absolute(size),
    entry: isZero(size) ? null : quotient(parseDecimal(cost), parseDecimal(size), 4),
    mark: items.find(({ mark_price }) => mark_price !== null)?.mark_price ?? null,
    unrealized: sum(items.map(({ unrealized_pnl }) => unrealized_pnl)),
    distance: distances.sort(compareDecimals)[0] ?? null,
  };
}
