import type { AccountState, AccountSummary, Millis, Section } from 'lighter-broadcaster-protocol/account';
import type { Alert } from 'lighter-broadcaster-protocol/alert';
import type { Incident, Market } from 'lighter-broadcaster-protocol/operations';
import {
  type AccountRecord,
  emptyEvidence,
  EXCHANGE_KEEPS_TRADES,
  FINALS_KEPT,
  type Held,
  type RawResponse,
} from './reduce/account-record.js';
import { KnownTrades } from './reduce/known-trades.js';
import type { SavedMark } from './mark-generation.js';
import { RecentIds } from './reduce/recent-ids.js';
import type { ReportedPosition, Sourced } from './reported.js';

/** Raised with the shape of the image: an older one costs a new epoch. */
export const IMAGE_VERSION = 3;

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
  vanished: [orderId: string, version: number][];
  listedUpTo: number;
  knownTrades: KnownTrades | readonly string[];
  streamFields: string[];
  raw: RawResponse | null;
}

/** Everything that a store needs to continue counting truthfully after a clean restart: plain JSON. */
export interface RestartImage {
  version: typeof IMAGE_VERSION;
  epoch: string;
  total: number;
  seqs: Record<string, number>;
  trades_kept: number;
  marks: SavedMark[];
  accounts: AccountImage[];
  markets: Market[];
  incidents: Incident[];
  alerts: Alert[];
}

/** Evidence is not part of it: in the next life everything is stale until it is confirmed there. */
export function imageOf(record: AccountRecord): AccountImage {
  const { state, positions, orders, trades } = record;
  const beside = ({ text, version }: Sourced<unknown>): Beside => [text, version];
  return {
    state,
    sent: record.sent,
    positions: [...positions.values()].map(({ entity, text, version }) => ({ entity, text, version })),
    orders: (state.orders ?? []).map(({ order_id }) => beside(orders.get(order_id)!)),
    trades: trades.map(beside),
    finals: record.finals,
    vanished: [...record.vanished],
    listedUpTo: record.listedUpTo,
    knownTrades: record.knownTrades,
    streamFields: [...record.streamFields],
    raw: record.raw,
  };
}

/** @param wall the present wall time: a confirmation of the future was stamped by a clock that was ahead */
export function recordOf(image: AccountImage, tradesKept: number, wall: Millis): AccountRecord {
  const { state } = image;
  const held = <T>(entity: T, [text, version]: Beside): Held<T> => ({ entity, text, version, heardAt: null });
  return {
    state: { ...state, sections: mapSections(state.sections, wall) },
    sent: image.sent,
    positions: new Map(image.positions.map((row) => [row.entity.market_id, { ...row, heardAt: null }])),
    orders: new Map((state.orders ?? []).map((order, i) => [order.order_id, held(order, image.orders[i]!)])),
    trades: (state.trades ?? []).map((trade, i) => held(trade, image.trades[i]!)),
    finals: image.finals instanceof RecentIds ? image.finals : RecentIds.of(image.finals, FINALS_KEPT),
    vanished: new Map(image.vanished),
    listedUpTo: image.listedUpTo,
    knownTrades:
      image.knownTrades instanceof KnownTrades
        ? image.knownTrades
        : KnownTrades.of(image.knownTrades, EXCHANGE_KEEPS_TRADES + tradesKept),
    tradesKept,
    streamFields: new Set(image.streamFields as (keyof AccountSummary)[]),
    ...emptyEvidence(),
    lostReason: 'restart',
    raw: image.raw,
  };
}

function mapSections(sections: AccountState['sections'], wall: Millis): AccountState['sections'] {
  const clamped = ({ confirmed_at, ...section }: Section): Section => ({
    ...section,
    confirmed_at: confirmed_at === null ? null : Math.min(confirmed_at, wall),
  });
  return Object.fromEntries(
    Object.entries(sections).map(([name, section]) => [name, clamped(section)]),
  ) as AccountState['sections'];
}
