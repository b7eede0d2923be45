import { compareDecimals, difference, sum } from 'lighter-broadcaster-protocol/decimal';
import type { PositionEntry } from './entries.js';

/** Combined exposure of all accounts to one market, in quote units. */
export interface Exposure {
  symbol: string;
  long: string;
  /** As a positive amount. */
  short: string;
  net: string;
  accounts: number;
  /** Whether a contributing position is stale. */
  stale: boolean;
}

/** By market, largest gross exposure first. */
export function exposureOf(entries: readonly PositionEntry[]): Exposure[] {
  return [...byMarket(entries)]
    .map(([symbol, held]) => exposureIn(symbol, held))
    .sort((a, b) => compareDecimals(gross(b), gross(a)));
}

export function byMarket(entries: readonly PositionEntry[]): ReadonlyMap<string, readonly PositionEntry[]> {
  const markets = new Map<string, PositionEntry[]>();
  for (const entry of entries) {
    const known = markets.get(entry.item.symbol);
    if (known) known.push(entry);
    else markets.set(entry.item.symbol, [entry]);
  }
  return markets;
}

/** @param entries the positions in this market */
export function exposureIn(symbol: string, entries: readonly PositionEntry[]): Exposure {
  const valueWhere = (isShort: boolean): string =>
    sum(entries.map(({ item }) => (item.size.startsWith('-') === isShort ? item.position_value : null)));
  const [long, short] = [valueWhere(false), valueWhere(true)];
  return {
    symbol,
    long,
    short,
    net: difference(long, short),
    accounts: new Set(entries.map(({ index }) => index)).size,
    stale: entries.some(({ stale }) => stale),
  };
}

function gross({ long, short }: Exposure): string {
  return sum([long, short]);
}
