import type {
  AccountSummary,
  Asset,
  Funding,
  Gap,
  Millis,
  Order,
  Position,
  SectionName,
  Trade,
  Volumes,
} from 'lighter-broadcaster-protocol/account';
import type {
  ControlState,
  EgressState,
  Incident,
  LinkState,
  Market,
  MarketStats,
} from 'lighter-broadcaster-protocol/operations';

/** Where a fact comes from and when. */
export interface Arrival {
  source: 'stream' | 'rest';
  received_at: Millis;
  /** The exchange's own stamp of the frame or response, where it has one. */
  exchange_at: Millis | null;
  /** REST only: our clock before the request was sent. */
  asked_at?: Millis;
}

/** A canonical entity beside the text that the exchange sent for it. */
export interface Sourced<T> {
  entity: T;
  /** Verbatim JSON as it came, so that no number is ever re-serialised. */
  text: string;
  /** Orders facts about one entity: microseconds of `transaction_time` where the exchange tells them, else 0. */
  version: number;
}

interface AccountFact {
  account_index: number;
  arrival: Arrival;
}

/** Only the fields that this source tells; the rest stays as it was. */
export interface SummaryUpdate extends AccountFact {
  type: 'summary';
  fields: Partial<AccountSummary>;
}

/** `snapshot` replaces all, `update` merges by market; a row of size zero is a flat position and leaves the list. */
export interface PositionsUpdate extends AccountFact {
  type: 'positions';
  mode: 'snapshot' | 'update';
  rows: Sourced<Position>[];
}

/** An order with a final status leaves the list and never comes back. */
export interface OrdersUpdate extends AccountFact {
  type: 'orders';
  mode: 'snapshot' | 'update';
  rows: Sourced<Order>[];
}

/** Trades are a set by `trade_id`: they only ever join. A stream's empty snapshot confirms the section. */
export interface TradesUpdate extends AccountFact {
  type: 'trades';
  rows: Sourced<Trade>[];
}

export interface AssetsUpdate extends AccountFact {
  type: 'assets';
  mode: 'snapshot' | 'update';
  rows: Asset[];
}

/** Funding payments are a set by `funding_id`. */
export interface FundingUpdate extends AccountFact {
  type: 'funding';
  rows: Sourced<Funding>[];
}

export interface VolumesUpdate extends AccountFact {
  type: 'volumes';
  volumes: Volumes;
}

/** A section that can't be known, for example orders without a credential. */
export interface UnknownUpdate extends AccountFact {
  type: 'unknown';
  section: SectionName;
  reason: string;
}

/** The verbatim response to `account` or `accountActiveOrders`; is no change by itself. */
export interface RawUpdate extends AccountFact {
  type: 'raw';
  response: 'account' | 'orders';
  text: string;
}

/** A poll that failed: moves nothing but the reason of a section that is or becomes stale. */
export interface PollFailedUpdate {
  type: 'poll-failed';
  account_index: number;
  at: Millis;
  sections: SectionName[];
  reason: string;
}

/**
 * Life of the stream that carries an account. `alive`: a frame or pong came, every section that this connection has
 * confirmed still holds. `lost`: the connection ended or was given up.
 */
export interface StreamUpdate {
  type: 'stream';
  account_index: number;
  event: 'alive' | 'lost';
  at: Millis;
  reason: string | null;
}

export interface GapUpdate {
  type: 'gap';
  gap: Gap;
  at: Millis;
}

export interface MarketsUpdate {
  type: 'markets';
  markets: Omit<Market, 'stats'>[];
  arrival: Arrival;
}

export interface MarketStatsUpdate {
  type: 'market-stats';
  rows: { market_id: number; symbol: string; stats: MarketStats }[];
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
  | GapUpdate;

/** All that an upstream (or a leaf of ours) may report: a closed union. */
export type Update =
  | AccountUpdate
  | MarketsUpdate
  | MarketStatsUpdate
  | LinkUpdate
  | EgressUpdate
  | ControlUpdate
  | IncidentUpdate
  | IncidentsClearedUpdate;
