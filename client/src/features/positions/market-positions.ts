import {
  absolute,
  compareDecimals,
  difference,
  isZero,
  parseDecimal,
  quotient,
  sum,
  times,
  toText,
} from 'lighter-broadcaster-protocol/decimal';
import type { PositionEntry } from '../../portfolio/entries.js';

/** The positions of all accounts in one market as one. */
export interface MarketPosition {
  symbol: string;
  /** `null` when long and short cancel. */
  side: 'long' | 'short' | null;
  /** Without sign. */
  size: string;
  /** Price at which the net position would have been entered; `null` when it is flat. */
  entry: string | null;
  mark: string | null;
  long: string;
  short: string;
  net: string;
  unrealized: string;
  /** Of the position nearest to liquidation. */
  distance: string | null;
  accounts: number;
  stale: boolean;
}

/** Largest net value first is up to the table. */
export function byMarket(entries: readonly PositionEntry[]): MarketPosition[] {
  const markets = new Map<string, PositionEntry[]>();
  for (const entry of entries) {
    const held = markets.get(entry.item.symbol);
    if (held) held.push(entry);
    else markets.set(entry.item.symbol, [entry]);
  }
  return [...markets].map(([symbol, held]) => ofMarket(symbol, held));
}

function ofMarket(symbol: string, entries: readonly PositionEntry[]): MarketPosition {
  const items = entries.map(({ item }) => item);
  const size = sum(items.map((item) => item.size));
  const cost = sum(
    items.map((item) => toText(times(parseDecimal(item.size), parseDecimal(item.avg_entry_price)))),
  );
  const valueOf = (isShort: boolean): string =>
    sum(items.map((item) => (item.size.startsWith('-') === isShort ? item.position_value : null)));
  const [long, short] = [valueOf(false), valueOf(true)];
  const distances = items.flatMap(({ liquidation_distance }) => liquidation_distance ?? []);
  return {
    symbol,
    side: isZero(size) ? null : size.startsWith('-') ? 'short' : 'long',
    size: absolute(size),
    entry: isZero(size) ? null : quotient(parseDecimal(cost), parseDecimal(size), 4),
    mark: items.find(({ mark_price }) => mark_price !== null)?.mark_price ?? null,
    long,
    short,
    net: difference(long, short),
    unrealized: sum(items.map(({ unrealized_pnl }) => unrealized_pnl)),
    distance: distances.sort(compareDecimals)[0] ?? null,
    accounts: new Set(entries.map(({ index }) => index)).size,
    stale: entries.some(({ stale }) => stale),
  };
}
