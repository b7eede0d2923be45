import type { AccountState, AccountSummary, Millis } from 'lighter-broadcaster-protocol/account';
import {
  type AccountRecord,
  EXCHANGE_KEEPS_TRADES,
  FINALS_KEPT,
  type PartName,
  type RawResponse,
  type Stamp,
} from './account-record.js';
import { KnownTrades } from './known-trades.js';
import type { Incident, Market } from 'lighter-broadcaster-protocol/operations';
import { RecentIds } from './recent-ids.js';
import type { ReportedPosition, Sourced } from './update.js';

export const IMAGE_VERSION = 1;

/** Text and version of an entity, in the order of its list. */
type Beside = [text: string, version: number];

/** One account as plain JSON. */
export interface AccountImage {
  state: AccountState;
  sent: AccountState['sections'];
  positions: Sourced<ReportedPosition>[];
  orders: Beside[];
  trades: Beside[];
  /** Lists of ids once they are JSON. */
  finals: RecentIds | readonly string[];
  ordersVersion: number;
  listedUpTo: number;
  knownTrades: KnownTrades | readonly string[];
  streamFields: string[];
  stamps: Record<PartName, Stamp>;
  raw: RawResponse | null;
}

/** All that a store needs to go on counting truthfully after a clean restart: plain JSON. */
export interface RestartImage {
  version: typeof IMAGE_VERSION;
  epoch: string;
  total: number;
  seqs: Record<string, number>;
  trades_kept: number;
  accounts: AccountImage[];
  markets: Market[];
  incidents: Incident[];
}

/** Streams end with the process: what they held lasts as if they were lost at `now`. */
export function imageOf(record: AccountRecord, now: Millis): AccountImage {
  const { state, positions, orders, trades, stamps } = record;
  const beside = ({ text, version }: Sourced<unknown>): Beside => [text, version];
  return {
    state,
    sent: record.sent,
    positions: [...positions.values()],
    orders: (state.orders ?? []).map(({ order_id }) => beside(orders.get(order_id)!)),
    trades: trades.map(beside),
    finals: record.finals,
    ordersVersion: record.ordersVersion,
    listedUpTo: record.listedUpTo,
    knownTrades: record.knownTrades,
    streamFields: [...record.streamFields],
    stamps: Object.fromEntries(
      Object.entries(stamps).map(([part, stamp]) => [part, released(stamp, now)]),
    ) as Record<PartName, Stamp>,
    raw: record.raw,
  };
}

export function recordOf(image: AccountImage, tradesKept: number): AccountRecord {
  const { state } = image;
  const sourced = <T>(entity: T, [text, version]: Beside): Sourced<T> => ({ entity, text, version });
  return {
    state,
    sent: image.sent,
    positions: new Map(image.positions.map((row) => [row.entity.market_id, row])),
    orders: new Map(
      (state.orders ?? []).map((order, i) => [order.order_id, sourced(order, image.orders[i]!)]),
    ),
    trades: (state.trades ?? []).map((trade, i) => sourced(trade, image.trades[i]!)),
    finals: image.finals instanceof RecentIds ? image.finals : RecentIds.of(image.finals, FINALS_KEPT),
    ordersVersion: image.ordersVersion,
    listedUpTo: image.listedUpTo,
    knownTrades:
      image.knownTrades instanceof KnownTrades
        ? image.knownTrades
        : KnownTrades.of(image.knownTrades, EXCHANGE_KEEPS_TRADES + tradesKept),
    tradesKept,
    streamFields: new Set(image.streamFields as (keyof AccountSummary)[]),
    stamps: image.stamps,
    aliveAt: null,
    lostReason: 'restart',
    raw: image.raw,
  };
}

function released(stamp: Stamp, now: Millis): Stamp {
  return stamp.held ? { ...stamp, held: false, ended_at: now } : stamp;
}
