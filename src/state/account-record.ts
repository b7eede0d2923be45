import {
  type AccountState,
  type AccountSummary,
  type Millis,
  type Order,
  type Section,
  SECTIONS,
  type SectionName,
  type Trade,
} from 'lighter-broadcaster-protocol/account';
import { KnownTrades } from './known-trades.js';
import { RecentIds } from './recent-ids.js';
import type { ReportedPosition, Sourced } from './update.js';

/** Everything that is weighed against late polls: the sections, and two parts that have no section of their own. */
export type PartName = SectionName | 'assets' | 'volumes';

/** Who vouches for one part, and since when. */
export interface Stamp {
  /** Last stream frame about it, and the last one that was a snapshot. */
  stream_at: Millis | null;
  snapshot_at: Millis | null;
  /** The present connection has confirmed it. */
  held: boolean;
  /** When the stream that had confirmed it ended. */
  ended_at: Millis | null;
  /** Last poll that was let in: when it was asked and when it came. */
  asked_at: Millis | null;
  polled_at: Millis | null;
  /** Why the polls since have failed. */
  failure: string | null;
}

/** All that the state keeps of one account: what is served, and the sidecars that decide what may change it. */
export interface AccountRecord {
  readonly state: AccountState;
  /** Sections as they were last sent; a moved `confirmed_at` waits here for the next change. */
  readonly sent: Record<SectionName, Section>;
  /** As the exchange told them, by market, flat ones included. */
  readonly positions: ReadonlyMap<number, Sourced<ReportedPosition>>;
  /** The live ones by id. */
  readonly orders: ReadonlyMap<string, Sourced<Order>>;
  /** The kept ones, newest first. */
  readonly trades: readonly Sourced<Trade>[];
  /** Orders that reached a final status, oldest first, bounded: they never come back. */
  readonly finals: RecentIds;
  /** Highest order version heard of, in microseconds. */
  readonly ordersVersion: number;
  /** The same of the last whole list alone: what it does not name up to there is no more. */
  readonly listedUpTo: number;
  readonly knownTrades: KnownTrades;
  readonly tradesKept: number;
  /** Fields of the summary that the stream tells: a late poll has no say in them. */
  readonly streamFields: ReadonlySet<keyof AccountSummary>;
  readonly stamps: Readonly<Record<PartName, Stamp>>;
  readonly aliveAt: Millis | null;
  /** Why the last connection ended. */
  readonly lostReason: string | null;
  readonly raw: RawResponse | null;
}

/** The exchange's last answer to `account`; `revision` is +1 each time its text differs. */
export interface RawResponse {
  text: string;
  received_at: Millis;
  asked_at: Millis;
  revision: number;
}

const NO_STAMP: Stamp = {
  stream_at: null,
  snapshot_at: null,
  held: false,
  ended_at: null,
  asked_at: null,
  polled_at: null,
  failure: null,
};

const NO_DATA: Section = {
  source: null,
  updated_at: null,
  confirmed_at: null,
  stale: true,
  reason: 'no data yet',
};

/** So many orders that ended are remembered per account, against frames and polls that come late. */
export const FINALS_KEPT = 2000;

/** The exchange keeps 3,000 trades per account; so many beyond the kept ones may be told again by a backfill. */
export const EXCHANGE_KEEPS_TRADES = 3000;

export function emptyRecord(index: number, name: string, tradesKept: number): AccountRecord {
  const sections = Object.fromEntries(
    SECTIONS.map((section) => [section, NO_DATA]),
  ) as AccountState['sections'];
  return {
    state: {
      account_index: index,
      name,
      summary: null,
      positions: null,
      orders: null,
      trades: null,
      assets: null,
      funding: null,
      volumes: null,
      gaps: [],
      sections,
    },
    sent: sections,
    positions: new Map(),
    orders: new Map(),
    trades: [],
    finals: RecentIds.of([], FINALS_KEPT),
    ordersVersion: 0,
    listedUpTo: 0,
    knownTrades: KnownTrades.of([], EXCHANGE_KEEPS_TRADES + tradesKept),
    tradesKept,
    streamFields: new Set(),
    stamps: {
      summary: NO_STAMP,
      positions: NO_STAMP,
      orders: NO_STAMP,
      trades: NO_STAMP,
      assets: NO_STAMP,
      volumes: NO_STAMP,
    },
    aliveAt: null,
    lostReason: null,
    raw: null,
  };
}
