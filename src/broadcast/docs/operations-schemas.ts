import { type Alert, ALERT_STATES } from 'lighter-broadcaster-protocol/alert';
import { ALERT_KINDS, ALERT_SEVERITIES } from 'lighter-broadcaster-protocol/alert-kinds';
import { INCIDENT_KINDS } from 'lighter-broadcaster-protocol/incident-kinds';
import type {
  EgressState,
  Incident,
  LinkState,
  Market,
  MarketStats,
} from 'lighter-broadcaster-protocol/operations';
import {
  decimal,
  listOf,
  millis,
  orNull,
  record,
  ref,
  text,
  whole,
  yesNo,
  type JsonSchema,
} from './json-schema.js';

/** One schema per field: a field added to the type but not here fails to compile. */
type FieldsOf<T> = Record<keyof T, JsonSchema>;

const count = orNull(whole);

const stats: FieldsOf<MarketStats> = {
  ...{
    mark_price: decimal,
    index_price: decimal,
    last_trade_price: decimal,
    mid_price: decimal,
    open_interest: decimal,
  },
  ...{ current_funding_rate: decimal, funding_rate: decimal, funding_timestamp: millis },
  ...{ daily_base_token_volume: decimal, daily_quote_token_volume: decimal, daily_price_low: decimal },
  ...{ daily_price_high: decimal, daily_price_change: decimal },
};

const market: FieldsOf<Market> = {
  ...{
    market_id: whole,
    symbol: text,
    market_type: { enum: ['perp', 'spot'] },
    status: text,
    size_decimals: whole,
  },
  ...{ price_decimals: whole, stats: orNull(ref('MarketStats')) },
};

const link: FieldsOf<LinkState> = {
  ...{ link_id: text, kind: { enum: ['rest', 'websocket'] }, account_index: count, account_name: text },
  state: { enum: ['idle', 'connecting', 'connected', 'waiting', 'refused', 'paused'] },
  ...{ retry_phase: { enum: [0, 1, 2] }, phase_attempts: whole, next_attempt_at: orNull(millis) },
  ...{ connected_since: orNull(millis), last_success_at: orNull(millis), last_failure_at: orNull(millis) },
  ...{ last_message_at: orNull(millis), last_pong_at: orNull(millis), messages: whole, successes: whole },
  ...{
    failures: whole,
    consecutive_failures: whole,
    reconnects: whole,
    poll_interval_effective: orNull({ type: 'number' }),
  },
  ...{
    requests_per_minute: { type: 'number' },
    rtt_ms: orNull({ type: 'number' }),
    egress_id: text,
    has_proxy: yesNo,
    last_error: orNull(text),
  },
  ...{ refused_channels: listOf(text), credential_expires_at: orNull(millis) },
};

const transport = record({ healthy: yesNo, fault: orNull(text), rests_until: orNull(millis) });

const egress: FieldsOf<EgressState> = {
  ...{
    egress_id: text,
    host: text,
    protocol: text,
    healthy: yesNo,
    fault: orNull(text),
    transports: record({ rest: transport, websocket: transport }),
    accounts: listOf(whole),
  },
  budget: record({
    limit: { type: 'number' },
    used: { type: 'number' },
    remaining: { type: 'number' },
    window_s: { type: 'number' },
  }),
  ...{ blocked_until: orNull(millis), rate_limited_count: whole },
};

const incident: FieldsOf<Incident> = {
  ...{ incident_id: text, timestamp: millis, account_index: count, account_name: orNull(text), source: text },
  ...{
    severity: { enum: ['info', 'warning', 'error'] },
    error_type: { enum: Object.keys(INCIDENT_KINDS) },
    error_code: orNull(text),
    message: text,
  },
};

const alert: FieldsOf<Alert> = {
  ...{ alert_id: text, rule: text, kind: { enum: Object.keys(ALERT_KINDS) } },
  ...{ severity: { enum: [...ALERT_SEVERITIES] }, state: { enum: [...ALERT_STATES] } },
  ...{ account_index: count, account_name: orNull(text), market: orNull(text), subject: text, summary: text },
  details: { type: 'object', additionalProperties: { type: ['string', 'number', 'null'] } },
  ...{ since: millis, updated_at: millis, acknowledged_by: orNull(text), acknowledged_at: orNull(millis) },
  ...{ resolved_at: orNull(millis), count: whole },
};

export const OPERATIONS_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Market: record(market),
  MarketStats: record(stats),
  ConnectionsState: record({
    links: listOf(ref('Link')),
    egresses: listOf(ref('Egress')),
    control: record({ rest_paused: yesNo, ws_paused: yesNo }),
  }),
  Link: record(link, ['rtt_ms']),
  Egress: record(egress),
  Incident: record(incident),
  Alert: record(alert),
};
