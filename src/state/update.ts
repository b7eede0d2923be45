import type {
  AccountLabel,
  AccountSummary,
  Decimal,
  Funding,
  Gap,
  Millis,
  Order,
  SectionName,
  Trade,
  Volumes,
} from 'lighter-broadcaster-protocol/account';
import type { Alert } from 'lighter-broadcaster-protocol/alert';
import type {
  ControlState,
  EgressState,
  Incident,
  LinkState,
  Market,
  MarketStats,
} from 'lighter-broadcaster-protocol/operations';
import type { StreamPart } from './demand.js';
import type { Arrival, ReportedAsset, ReportedPosition, Sourced, Unreadable } from './reported.js';

/** The whole frame of a list's own channel, verbatim; only of an `update/…` of the stream. */
type FrameText = string;

interface AccountFact {
  account_index: number;
  arrival: Arrival;
}

/** A report whose rows or fields are read one by one. */
interface ReadFact extends AccountFact {
  unreadable?: Unreadable[];
}

/** Only the fields that were reported: an absent one keeps its value. A blank one is absent, and named in `unreadable`. */
export interface SummaryUpdate extends ReadFact {
  type: 'summary';
  fields: Partial<AccountSummary>;
}

/** `snapshot` replaces all, `update` merges by market. A row of size zero is a flat position and leaves the list. */
export interface PositionsUpdate extends ReadFact {
  type: 'positions';
  mode: 'snapshot' | 'update';
  rows: Sourced<ReportedPosition>[];
  frame?: FrameText;
  /** Funding of one round that the frame reports beside its rows, to be added to what was paid. */
  funding_rounds?: { market_id: number; amount: Decimal }[];
}

/** An order with a final status leaves the list and never comes back. */
export interface OrdersUpdate extends ReadFact {
  type: 'orders';
  mode: 'snapshot' | 'update';
  rows: Sourced<Order>[];
  frame?: FrameText;
}

/**
 * Trades are a set by `trade_id`: they only ever join, or take the place of one from before a reset. A stream's empty snapshot
 * confirms the section. An unreadable fill is a gap, not a doubt about the others.
 */
export interface TradesUpdate extends ReadFact {
  type: 'trades';
  /** `update` when absent. */
  mode?: 'snapshot' | 'update';
  /** The exchange was reset and restarted its ids: trades from before that are forgotten before these rows join. */
  begins_anew?: true;
  rows: Sourced<Trade>[];
  frame?: FrameText;
}

export interface AssetsUpdate extends ReadFact {
  type: 'assets';
  mode: 'snapshot' | 'update';
  rows: Sourced<ReportedAsset>[];
}

/** Funding payments are a set by `funding_id`. */
export interface FundingUpdate extends ReadFact {
  type: 'funding';
  rows: Sourced<Funding>[];
}

/** A figure that the exchange leaves out is absent and keeps its value. */
export interface VolumesUpdate extends AccountFact {
  type: 'volumes';
  volumes: Partial<Volumes>;
}

/** A section that cannot be known, for example orders without a credential. */
export interface UnknownUpdate extends AccountFact {
  type: 'unknown';
  section: SectionName;
  reason: string;
}

/** The verbatim response to `account`. Not a change by itself. */
export interface RawUpdate extends AccountFact {
  type: 'raw';
  text: string;
}

/** A report that is compared by monotonic time. `at` is wall time, shown only. */
interface Timed {
  at: Millis;
  mono: number;
}

/** A failed poll. It only changes the reason of a section that is or becomes stale. */
export interface PollFailedUpdate extends Timed {
  type: 'poll-failed';
  account_index: number;
  sections: SectionName[];
  reason: string;
}

/**
 * Life of the connection that carries an account. `alive`: a frame or pong came, so every section that this connection has
 * confirmed still holds. `lost`: the connection ended or was given up.
 */
export interface StreamUpdate extends Timed {
  type: 'stream';
  account_index: number;
  event: 'alive' | 'lost';
  reason: string | null;
  /** For a pong, when its ping was sent (monotonic). `null` for a frame, and when lost. */
  probe_mono: number | null;
}

/**
 * `released`: one subscription lapsed, was refused or is being resynced while the connection lives; its next snapshot
 * holds it again. `unreadable`: a frame of it could not be read, so what it carried is in doubt until a snapshot.
 */
export interface StreamChannelUpdate extends Timed {
  type: 'channel';
  account_index: number;
  part: StreamPart;
  event: 'released' | 'unreadable';
  reason: string;
}

/** Standing of an account's credential, from REST outcomes and stream refusals alike. */
export interface CredentialUpdate extends Timed {
  type: 'credential';
  account_index: number;
  standing: 'good' | 'refused' | 'expired';
  reason: string | null;
}

/** Planned intervals as the budget allows them; `null` for what is not polled. Sent at start and when one moves by more than 20 %. */
export interface PollPlanUpdate extends Timed {
  type: 'poll-plan';
  account_index: number;
  intervals_ms: {
    account: number;
    orders: number | null;
    funding: number | null;
    volumes: number | null;
  };
}

/** What people call the account. */
export interface LabelUpdate {
  type: 'label';
  account_index: number;
  label: AccountLabel | null;
  at: Millis;
}

export interface GapUpdate {
  type: 'gap';
  gap: Gap;
  at: Millis;
}

/** Life of the connection that carries the market statistics: evidence of the marks, beside the ticks themselves. */
export interface MarketStreamUpdate extends Timed {
  type: 'market-stream';
  /** `snapshot`: the statistics of all markets came. */
  event: 'alive' | 'lost' | 'snapshot';
  probe_mono: number | null;
  reason: string | null;
}

export interface MarketsUpdate {
  type: 'markets';
  unreadable?: Unreadable[];
  markets: Omit<Market, 'stats'>[];
  arrival: Arrival;
}

export interface MarketStatsUpdate {
  type: 'market-stats';
  unreadable?: Unreadable[];
  rows: { market_id: number; symbol: string; stats: MarketStats; text: string }[];
  arrival: Arrival;
}

export interface LinkUpdate {
  type: 'link';
  link: LinkState;
  at: Millis;
}

export interface EgressUpdate {
  type: 'egress';
  egress: EgressState;
  at: Millis;
}

export interface ControlUpdate {
  type: 'control';
  control: ControlState;
  at: Millis;
}

export interface IncidentUpdate {
  type: 'incident';
  incident: Incident;
}

/** Alerts in their new form, the last changed first. */
export interface AlertsUpdate {
  type: 'alerts';
  alerts: Alert[];
  at: Millis;
}

export interface IncidentsClearedUpdate {
  type: 'incidents-cleared';
  at: Millis;
}

export type AccountUpdate =
  | SummaryUpdate
  | PositionsUpdate
  | OrdersUpdate
  | TradesUpdate
  | AssetsUpdate
  | FundingUpdate
  | VolumesUpdate
  | UnknownUpdate
  | RawUpdate
  | PollFailedUpdate
  | StreamUpdate
  | StreamChannelUpdate
  | CredentialUpdate
  | PollPlanUpdate
  | LabelUpdate
  | GapUpdate;

/** Everything that an upstream or a leaf of ours may report: a closed union. */
export type Update =
  | AccountUpdate
  | MarketsUpdate
  | MarketStatsUpdate
  | MarketStreamUpdate
  | LinkUpdate
  | EgressUpdate
  | ControlUpdate
  | IncidentUpdate
  | AlertsUpdate
  | IncidentsClearedUpdate;
