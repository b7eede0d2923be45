/** Channels of one account. */
export const ACCOUNT_KINDS = [
  'account_all',
  'account_all_positions',
  'account_all_orders',
  'account_all_trades',
  'account_all_assets',
  'account_orders',
  'user_stats',
] as const;
export type AccountKind = (typeof ACCOUNT_KINDS)[number];

/** A subscription target. `key` is unique; `name` is how the exchange spells it in frames. */
export type SimulatedChannel =
  | { kind: AccountKind; account: number; market: number | null; key: string; name: string }
  | MarketStatsChannel
  | FeedChannel;

export interface MarketStatsChannel {
  kind: 'market_stats';
  account: null;
  market: number | 'all';
  key: string;
  name: string;
}

/** A market's own channel, or one of the exchange as a whole. */
export interface FeedChannel {
  kind: 'order_book' | 'ticker' | 'trade' | 'candle' | 'height' | 'spot_market_stats';
  account: null;
  /** `null` where the channel names no perpetual. */
  market: number | null;
  /** Of a candle, else empty. */
  resolution: string;
  key: string;
  name: string;
}

const RESOLUTIONS = new Set(['1m', '5m', '15m', '1h', '4h', '1d']);

/** A channel from the slash form clients send (`account_all_orders/281001`), or null when it names no channel. */
export function parseChannel(text: string): SimulatedChannel | null {
  const [kind, first = '', second, ...rest] = text.split('/');
  if (rest.length > 0) return null;
  const feed = parseFeed(text.split('/'));
  if (feed) return feed;
  if (kind === 'market_stats') return second === undefined ? marketStats(first) : null;
  const known = ACCOUNT_KINDS.find((candidate) => candidate === kind);
  if (!known) return null;
  if (known === 'account_orders') return second === undefined ? null : accountOrders(first, second);
  const account = wholeNumber(first);
  if (second !== undefined || account === null) return null;
  const name = `${known}:${account}`;
  return { kind: known, account, market: null, key: name, name };
}

function parseFeed([kind, first = '', second]: string[]): FeedChannel | null {
  const feed = (kind: FeedChannel['kind'], market: number | null, ...parts: string[]): FeedChannel => {
    const name = [kind, ...parts].join(':');
    return { kind, account: null, market, resolution: kind === 'candle' ? second! : '', key: name, name };
  };
  if (kind === 'height' && first === '') return feed(kind, null);
  if (kind === 'spot_market_stats' && second === undefined)
    return first === 'all' || first === '2048' ? feed(kind, null, first) : null;
  const market = wholeNumber(first);
  if (market === null) return null;
  if (kind === 'candle')
    return second !== undefined && RESOLUTIONS.has(second) ? feed(kind, market, first, second) : null;
  const isPlain = kind === 'order_book' || kind === 'ticker' || kind === 'trade';
  return isPlain && second === undefined ? feed(kind, market, first) : null;
}

function marketStats(which: string): MarketStatsChannel | null {
  const market = which === 'all' ? 'all' : wholeNumber(which);
  if (market === null) return null;
  const name = `market_stats:${market}`;
  return { kind: 'market_stats', account: null, market, key: name, name };
}

/** Answered as `account_orders:{market}`, without the account. */
function accountOrders(marketText: string, accountText: string): SimulatedChannel | null {
  const market = wholeNumber(marketText);
  const account = wholeNumber(accountText);
  if (market === null || account === null) return null;
  const kind = 'account_orders';
  return { kind, account, market, key: `${kind}:${market}:${account}`, name: `${kind}:${market}` };
}

function wholeNumber(text: string): number | null {
  return /^\d{1,16}$/.test(text) ? Number(text) : null;
}
