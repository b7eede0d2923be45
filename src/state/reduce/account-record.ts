import {
  type AccountLabel,
  type AccountState,
  type AccountSummary,
  type Decimal,
  type Millis,
  type Order,
  type Section,
  SECTIONS,
  type SectionName,
  type Trade,
} from 'lighter-broadcaster-protocol/account';
import { KnownTrades } from './known-trades.js';
import { RecentIds } from './recent-ids.js';
import type { Arrival, ReportedPosition, Sourced, Unreadable } from '../reported.js';
import type { CredentialUpdate, PollPlanUpdate } from '../update.js';

/** A section with evidence of its own. Marks are judged by the evidence of their markets. */
export type PartName = Exclude<SectionName, 'marks'>;

export const PARTS = SECTIONS.filter((name): name is PartName => name !== 'marks');

/** Why a part cannot be trusted although its source is alive. */
export interface Taint {
  since: number;
  reason: string;
  /** When the stream's snapshot was last asked for. */
  askedAt: number;
}

/** REST reports rows of a part differently; the next snapshot of the stream decides. */
export interface Dispute {
  since: number;
  /** By row key: what REST reports, `null` for a row that it does not have. */
  claims: ReadonlyMap<string, string | null>;
}

/** The exchange's own stamp of what was accepted last (epoch ms), and how many older ones were dropped since. */
export interface Stamp {
  readonly at: Millis | null;
  readonly dropped: number;
}

/** Which source confirmed a part, and when. All times are `Clock.monotonic()` and are not carried over a restart. */
export interface Evidence {
  /** Last stream frame about it, and the last one that was a snapshot. */
  readonly streamAt: number | null;
  readonly snapshotAt: number | null;
  /** The present connection sent its snapshot, so later frames keep it complete. */
  readonly held: boolean;
  /** When the stream stopped to hold it, and why. */
  readonly endedAt: number | null;
  readonly endedReason: string | null;
  /** Last sign of life of the connection that held it. */
  readonly lastAliveAt: number | null;
  /** When the last poll that was accepted or agreed was asked. */
  readonly askedAt: number | null;
  /** When the last accepted one was asked: an answer that was long on its way is as old as its question may be. */
  readonly polledAt: number | null;
  /** The last accepted stamps of answers and of frames, which are not of one kind. */
  readonly stamps: Readonly<Record<Arrival['source'], Stamp>>;
  /** Why the last poll failed. */
  readonly failure: string | null;
  readonly taint: Taint | null;
  readonly dispute: Dispute | null;
}

/** A row as the exchange reported it, and when the stream last did (monotonic; `null`: only REST did). */
export type Held<T> = Sourced<T> & { readonly heardAt: number | null };

/**
 * A position, and the texts of its frames between the last snapshot and the present one: if one comes again, it is a
 * repetition. `undefined` when a poll reported it.
 */
export type HeldPosition = Held<ReportedPosition> & { readonly superseded?: readonly string[] | undefined };

/** All that the state keeps of one account: what is served, and what decides which report may change it. */
export interface AccountRecord {
  readonly state: AccountState;
  /** Sections as they were last sent; a moved `confirmed_at` waits here for the next change. */
  readonly sent: Record<SectionName, Section>;
  /** As the exchange reported them, by market, flat ones included. */
  readonly positions: ReadonlyMap<number, HeldPosition>;
  /** The live ones by id. */
  readonly orders: ReadonlyMap<string, Held<Order>>;
  /** The kept ones, newest first. */
  readonly trades: readonly Sourced<Trade>[];
  /** Text of each asset's row in this life; empty until the first report. */
  readonly assetTexts: ReadonlyMap<number, string>;
  /** Orders that reached a final status, oldest first, bounded: they never come back. */
  readonly finals: RecentIds;
  /** Version of the orders that left without a final status, oldest first, bounded. */
  readonly vanished: ReadonlyMap<string, number>;
  /** Newest order version of the last whole list: an order up to there that the list does not name has ended. */
  readonly listedUpTo: number;
  readonly knownTrades: KnownTrades;
  /** Until the gap with which this life begins is reported, nothing marks the trades that are missing from before it. */
  readonly awaitsGaps: boolean;
  readonly tradesKept: number;
  /** Fields of the summary that the stream reports. */
  readonly streamFields: ReadonlySet<keyof AccountSummary>;
  readonly evidence: Readonly<Record<PartName, Evidence>>;
  /** Last frame or pong of the connection (monotonic). */
  readonly aliveAt: number | null;
  /** After the event loop stood still: only the pong of a later ping proves that the stream lives (monotonic). */
  readonly distrustedSince: number | null;
  /** Why the last connection ended. */
  readonly lostReason: string | null;
  readonly credential: Pick<CredentialUpdate, 'standing' | 'reason' | 'mono'> | null;
  /** Newest known fill of each market, and the position's size after it. */
  readonly lastFills: ReadonlyMap<number, { readonly tradeId: string; readonly sizeAfter: Decimal }>;
  /** Ids of the stream's last fills if they are lower than the newest id: the exchange may have been reset. */
  readonly lowTrades: readonly string[];
  /** When the last poll was asked that needs a credential and succeeded (monotonic). */
  readonly authenticatedAt: number | null;
  /** Last frame of a channel that needs a credential (monotonic), and since when, and when last, a snapshot was asked for lack of both. */
  readonly gatedFrameAt: number | null;
  readonly proofAsk: { readonly since: number; readonly at: number } | null;
  readonly plan: PollPlanUpdate['intervals_ms'] | null;
  /** Last time a position's size moved on the stream (monotonic): requirements of an earlier poll are outdated. */
  readonly sizeMovedAt: number | null;
  /** First move of a mark since the last `user_stats` (monotonic). */
  readonly marksMovedAt: number | null;
  /** When the resync of a silent `user_stats` was last asked for (monotonic). */
  readonly statsAskedAt: number | null;
  /** Requirements of an `account` answer whose positions are still to be read (monotonic). */
  readonly requirementsAwaiting: {
    readonly askedAt: number;
    readonly fields: Partial<AccountSummary>;
    readonly unreadable: readonly Unreadable[];
  } | null;
  /** Rows that one REST answer lacked or reported differently, by `part/key`: when it was asked (monotonic). */
  readonly doubts: ReadonlyMap<string, number>;
  /** Newest transaction that the stream reported in an order or a fill, by the exchange's stamp in epoch ms. */
  readonly newestTransaction: Millis | null;
  /** The same of its fills only. */
  readonly newestFill: Millis | null;
  readonly raw: RawResponse | null;
  /** When that answer was asked (monotonic). */
  readonly rawAskedAt: number | null;
}

/** The exchange's last answer to `account`; `revision` is +1 each time its text differs. */
export interface RawResponse {
  text: string;
  received_at: Millis;
  revision: number;
}

export const NO_EVIDENCE: Evidence = {
  streamAt: null,
  snapshotAt: null,
  held: false,
  endedAt: null,
  endedReason: null,
  lastAliveAt: null,
  askedAt: null,
  polledAt: null,
  stamps: { rest: { at: null, dropped: 0 }, stream: { at: null, dropped: 0 } },
  failure: null,
  taint: null,
  dispute: null,
};

const NO_DATA: Section = {
  source: null,
  updated_at: null,
  confirmed_at: null,
  stale: true,
  reason: 'no data yet',
};

/** Ended orders remembered per account, against frames and polls that come late. */
export const FINALS_KEPT = 2000;

/** The exchange keeps 3,000 trades per account, so a backfill may repeat as many beyond the kept ones. */
export const EXCHANGE_KEEPS_TRADES = 3000;

export function emptyRecord(
  index: number,
  name: string,
  tradesKept: number,
  label: AccountLabel | null = null,
): AccountRecord {
  const sections = Object.fromEntries(
    SECTIONS.map((section) => [section, NO_DATA]),
  ) as AccountState['sections'];
  return {
    state: {
      account_index: index,
      name,
      label,
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
    vanished: new Map(),
    listedUpTo: 0,
    knownTrades: KnownTrades.of([], EXCHANGE_KEEPS_TRADES + tradesKept),
    tradesKept,
    streamFields: new Set(),
    ...emptyEvidence(),
    raw: null,
  };
}

/** A record's evidence at the start of a life of the process. */
export function emptyEvidence() {
  return {
    evidence: Object.fromEntries(PARTS.map((part) => [part, NO_EVIDENCE])) as Record<PartName, Evidence>,
    aliveAt: null,
    distrustedSince: null,
    lostReason: null,
    credential: null,
    lastFills: new Map<number, { tradeId: string; sizeAfter: Decimal }>(),
    lowTrades: [] as readonly string[],
    awaitsGaps: false,
    authenticatedAt: null,
    gatedFrameAt: null,
    proofAsk: null,
    plan: null,
    sizeMovedAt: null,
    marksMovedAt: null,
    statsAskedAt: null,
    requirementsAwaiting: null,
    assetTexts: new Map<number, string>(),
    doubts: new Map<string, number>(),
    newestTransaction: null,
    newestFill: null,
    rawAskedAt: null,
  };
}
