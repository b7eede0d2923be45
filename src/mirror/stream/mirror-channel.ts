import type { SectionName } from 'lighter-broadcaster-protocol/account';
import { WIRE_CODES } from '../../lighter/wire.js';
import { ExchangeRefusal } from '../exchange-answers.js';

/** Channels of one account, with the parts of its state that they show. */
export const ACCOUNT_KINDS = {
  account_all: ['positions', 'trades'],
  account_all_positions: ['positions'],
  account_all_orders: ['orders'],
  account_all_trades: ['trades'],
  account_all_assets: ['assets'],
  account_orders: ['orders'],
  user_stats: ['summary'],
} as const satisfies Record<string, readonly SectionName[]>;
export type MirrorAccountKind = keyof typeof ACCOUNT_KINDS;

/** Public channels of the exchange. */
const PUBLIC: ReadonlySet<string> = new Set(['account_all', 'user_stats']);
/** Of an account without a credential, nothing else is known. */
const WITHOUT_CREDENTIAL: ReadonlySet<string> = new Set([
  'account_all',
  'account_all_positions',
  'user_stats',
]);
/** Channels of the exchange that are not mirrored. */
const NOT_MIRRORED =
  /^(?:notification|account_tx|account_market|account_spot_avg_entry_prices|pool_\w+|rfq|mark_price_candle|live_points|agent|asset_stats|\w+_fe)$/;

/** A channel that a client named. `key` is unique; `name` is how the exchange spells it in frames. */
export interface AccountChannel {
  readonly kind: MirrorAccountKind;
  readonly account: number;
  /** Of `account_orders`, else `null`. */
  readonly market: number | null;
  readonly key: string;
  readonly name: string;
}

export interface MarketChannel {
  readonly kind: 'market_stats';
  readonly account: null;
  readonly market: number | 'all';
  readonly key: string;
  readonly name: string;
}

/** A channel of a market, or of the exchange as a whole, subscribed upstream while a client follows it. */
export interface MirrorFeedChannel {
  readonly kind: 'order_book' | 'trade' | 'ticker' | 'candle' | 'height' | 'spot_market_stats';
  readonly account: null;
  /** `null` where it names none, or all. */
  readonly market: number | null;
  readonly key: string;
  readonly name: string;
}

export type MirrorChannel = AccountChannel | MarketChannel | MirrorFeedChannel;

/** @throws ExchangeRefusal 30005 for no channel of the exchange, 30006 for one that is not mirrored */
export function parseChannel(text: unknown): MirrorChannel {
  if (typeof text !== 'string' || text.length > 100) throw invalidChannel('marketId');
  const [kind = '', first = '', ...rest] = text.split('/');
  if (kind === 'market_stats' && rest.length === 0) return marketStats(first);
  if (kind === 'account_orders' && rest.length === 1) return accountOrders(first, rest[0]!);
  if (isAccountKind(kind) && kind !== 'account_orders' && rest.length === 0) {
    const name = `${kind}:${first}`;
    return { kind, account: wholeNumber(first, 'accountIndex'), market: null, key: name, name };
  }
  const feed = feedChannel(text, kind, first, rest);
  if (feed) return feed;
  if (NOT_MIRRORED.test(kind)) throw unsupported(text.replaceAll('/', ':'));
  throw invalidChannel('marketId');
}

export function keyOf(kind: MirrorAccountKind, account: number): string {
  return `${kind}:${account}`;
}

export function ordersKey(market: number, account: number): string {
  return `account_orders:${market}:${account}`;
}

export function isPublic({ kind, account }: MirrorChannel): boolean {
  return account === null || PUBLIC.has(kind);
}

export function needsCredential({ kind }: AccountChannel): boolean {
  return !WITHOUT_CREDENTIAL.has(kind);
}

export function invalidChannel(what: 'marketId' | 'accountIndex'): ExchangeRefusal {
  return new ExchangeRefusal(400, WIRE_CODES.invalidChannel, `Invalid Channel:  (${what})`);
}

/** @param channel with colons */
export function unsupported(channel: string): ExchangeRefusal {
  return new ExchangeRefusal(400, 30006, `Operation isn't supported : ${channel}`);
}

export function failedToSubscribe(reason: string): ExchangeRefusal {
  return new ExchangeRefusal(400, 30012, `Failed to subscribe : ${reason}`);
}

function feedChannel(text: string, kind: string, first: string, rest: string[]): MirrorFeedChannel | null {
  const name = text.replaceAll('/', ':');
  const feed = { account: null, key: name, name } as const;
  if (kind === 'height' && text === kind) return { ...feed, kind, market: null };
  if (kind === 'spot_market_stats' && first === 'all' && rest.length === 0)
    return { ...feed, kind, market: null };
  const isCandle = kind === 'candle' && rest.length === 1 && /^\w{1,4}$/.test(rest[0]!);
  const isPlain = rest.length === 0 && /^(?:order_book|trade|ticker|spot_market_stats)$/.test(kind);
  if (!isCandle && !isPlain) return null;
  return { ...feed, kind: kind as MirrorFeedChannel['kind'], market: wholeNumber(first, 'marketId') };
}

function marketStats(which: string): MarketChannel {
  const market = which === 'all' ? which : wholeNumber(which, 'marketId');
  const name = `market_stats:${market}`;
  return { kind: 'market_stats', account: null, market, key: name, name };
}

/** Answered as `account_orders:{market}`, without the account. */
function accountOrders(first: string, second: string): AccountChannel {
  const market = wholeNumber(first, 'marketId');
  const account = wholeNumber(second, 'accountIndex');
  return {
    kind: 'account_orders',
    account,
    market,
    key: ordersKey(market, account),
    name: `account_orders:${market}`,
  };
}

function isAccountKind(kind: string): kind is MirrorAccountKind {
  return Object.hasOwn(ACCOUNT_KINDS, kind);
}

function wholeNumber(text: string, what: 'marketId' | 'accountIndex'): number {
  if (!/^\d{1,15}$/.test(text)) throw invalidChannel(what);
  return Number(text);
}
