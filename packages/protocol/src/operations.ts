import type { Decimal, Millis } from './account.js';
import type { IncidentKind } from './incident-kinds.js';

/** A market of the exchange: its catalogue entry and its latest statistics. */
export interface Market {
  market_id: number;
  symbol: string;
  market_type: 'perp' | 'spot';
  status: string;
  size_decimals: number;
  price_decimals: number;
  stats: MarketStats | null;
}

export interface MarketStats {
  mark_price: Decimal;
  index_price: Decimal;
  last_trade_price: Decimal;
  /** `null` while one side of the order book is empty. */
  mid_price: Decimal | null;
  open_interest: Decimal;
  current_funding_rate: Decimal;
  funding_rate: Decimal;
  funding_timestamp: Millis;
  daily_base_token_volume: Decimal;
  daily_quote_token_volume: Decimal;
  daily_price_low: Decimal;
  daily_price_high: Decimal;
  daily_price_change: Decimal;
}

export type LinkKind = 'rest' | 'websocket';

/**
 * A connection to the exchange: the REST polling of an account, or its stream. `link_id` is `rest/{index}` or
 * `websocket/{index}`; the stream of market statistics is `websocket/markets` with a `null` account. A change of `state` is
 * reported at once, counters at most once a second.
 */
export interface LinkState {
  link_id: string;
  kind: LinkKind;
  account_index: number | null;
  account_name: string;
  /** `refused`: connected, but a subscription or every token was refused, so the account is not followed. */
  state: 'idle' | 'connecting' | 'connected' | 'waiting' | 'refused' | 'paused';
  /** 0: immediate and quick attempts; 1: every 60 s, 5 times; 2: every 300 s. After a success 1 with 0 attempts, as in the original. */
  retry_phase: 0 | 1 | 2;
  phase_attempts: number;
  next_attempt_at: Millis | null;
  connected_since: Millis | null;
  last_success_at: Millis | null;
  last_failure_at: Millis | null;
  last_message_at: Millis | null;
  last_pong_at: Millis | null;
  /** Round trip of the last ping (stream) or poll (REST) in ms; `null` or absent before the first. */
  rtt_ms?: number | null;
  /** REST: requests; stream: frames received. */
  messages: number;
  successes: number;
  failures: number;
  consecutive_failures: number;
  reconnects: number;
  /** REST: current seconds between polls, as the budget allows; `null` for streams. */
  poll_interval_effective: number | null;
  /** Sent to the exchange within the last minute. REST: requests; stream: messages including pings, of the whole connection. */
  requests_per_minute: number;
  egress_id: string;
  has_proxy: boolean;
  /** Short, without secrets. */
  last_error: string | null;
  refused_channels: string[];
  /** When the credential expires; `null` when unknown, absent, or renewed by the service. */
  credential_expires_at: Millis | null;
}

/** Whether REST or WebSocket works over an egress, judged by outcomes. */
export interface TransportHealth {
  healthy: boolean;
  /** proxy-auth, proxy-refused, …, cdn-blocked, geo-blocked, rate-limited, upgrade-refused, no-answer, collector-unreachable, or `null`. */
  fault: string | null;
  /** While another egress is there, this one is left alone until then; `null` when it may be used. */
  rests_until: Millis | null;
}

/** One path to the exchange: a proxy, or direct. */
export interface EgressState {
  egress_id: string;
  /** `direct`, or the host of the proxy in use, without credentials. */
  host: string;
  protocol: string;
  /** Both transports work and nothing is blocked. */
  healthy: boolean;
  /** The fault of one of its transports, `rate-limited` while blocked, or `null`. */
  fault: string | null;
  transports: { rest: TransportHealth; websocket: TransportHealth };
  /** Accounts whose REST requests use it now. */
  accounts: number[];
  budget: { limit: number; used: number; remaining: number; window_s: number };
  /** Nothing is sent until then (after a 429). */
  blocked_until: Millis | null;
  rate_limited_count: number;
}

/** Parts of the service that report incidents. */
export const INCIDENT_SOURCES = ['rest', 'websocket', 'egress', 'history', 'gateway', 'system'] as const;
export type IncidentSource = (typeof INCIDENT_SOURCES)[number];

/** A problem that an operator may want to know about. Holds no secret. */
export interface Incident {
  incident_id: string;
  timestamp: Millis;
  account_index: number | null;
  account_name: string | null;
  source: IncidentSource;
  severity: 'info' | 'warning' | 'error';
  error_type: IncidentKind;
  /** Code of the exchange or of HTTP, if any. */
  error_code: string | null;
  message: string;
}

/** Whether collection runs. */
export interface ControlState {
  rest_paused: boolean;
  ws_paused: boolean;
}

/** State of the `connections` channel. */
export interface ConnectionsState {
  links: LinkState[];
  egresses: EgressState[];
  control: ControlState;
}

/** What is shown before anything was reported. */
export const NO_CONNECTIONS: ConnectionsState = {
  links: [],
  egresses: [],
  control: { rest_paused: false, ws_paused: false },
};
