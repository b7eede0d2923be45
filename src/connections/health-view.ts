import type { EgressState, LinkState, TransportHealth } from 'lighter-broadcaster-protocol/operations';
import { RAW_MESSAGES_KEPT } from '../upstream/raw-messages.port.js';
import type { EgressDto, RestHealthDto, RestLinkDto, TransportHealthDto } from './rest-health.dto.js';
import type { WebSocketHealthDto, WebSocketLinkDto } from './websocket-health.dto.js';

/** Links in the terms of the original service (pure): ages and times in seconds, -1 for the age of something that never happened. */
export interface ViewContext {
  /** Epoch ms, as the times of links. */
  now: number;
  /** Since the start of the service. */
  uptimeMs: number;
}

export function webSocketHealth(links: readonly LinkState[], context: ViewContext): WebSocketHealthDto {
  const connections = links.flatMap((link) =>
    link.kind === 'websocket' && link.account_index !== null
      ? webSocketLink(link, link.account_index, context.now)
      : [],
  );
  return {
    type: 'websocket',
    ...counts(connections),
    total_messages_received: sum(connections, ({ total_messages }) => total_messages),
    total_reconnect_attempts: sum(connections, ({ reconnect_count }) => reconnect_count),
    uptime_seconds: seconds(context.uptimeMs),
    connections,
  };
}

export function restHealth(
  links: readonly LinkState[],
  egresses: readonly EgressState[],
  collection: { polling: boolean; poll_interval: number },
  context: ViewContext,
): RestHealthDto {
  const connections = links.flatMap((link) =>
    link.kind === 'rest' && link.account_index !== null
      ? restLink(link, link.account_index, context.now)
      : [],
  );
  const total = sum(connections, ({ total_requests }) => total_requests);
  const failed = sum(connections, ({ failed_requests }) => failed_requests);
  return {
    type: 'rest_api',
    ...counts(connections),
    total_requests: total,
    total_failures: failed,
    success_rate: rate(total - failed, failed),
    uptime_seconds: seconds(context.uptimeMs),
    ...collection,
    connections,
    egresses: egresses.map(egressView),
  };
}

function webSocketLink(link: LinkState, account_id: number, now: number): WebSocketLinkDto {
  return {
    account_id,
    account_name: link.account_name,
    connected: link.state === 'connected',
    last_message_age: age(link.last_message_at, now),
    last_pong_age: age(link.last_pong_at, now),
    reconnect_count: link.reconnects,
    total_messages: link.messages,
    has_proxy: link.has_proxy,
    retry_phase: link.retry_phase,
    phase_attempts: link.phase_attempts,
    uptime_seconds: link.connected_since === null ? 0 : seconds(now - link.connected_since),
    last_successful_connect: (link.last_success_at ?? 0) / 1000,
    raw_messages_count: Math.min(link.messages, RAW_MESSAGES_KEPT),
    state: link.state,
    refused_channels: link.refused_channels,
    next_attempt_at: unix(link.next_attempt_at),
    last_error: link.last_error,
    rtt_ms: link.rtt_ms ?? null,
    egress_id: link.egress_id,
    credential_expires_at: unix(link.credential_expires_at),
  };
}

function restLink(link: LinkState, account_id: number, now: number): RestLinkDto {
  return {
    account_id,
    account_name: link.account_name,
    connected: link.state === 'connected',
    last_success_age: age(link.last_success_at, now),
    last_failure_age: age(link.last_failure_at, now),
    total_requests: link.messages,
    successful_requests: link.successes,
    failed_requests: link.failures,
    success_rate: rate(link.successes, link.failures),
    retry_phase: link.retry_phase,
    phase_attempts: link.phase_attempts,
    consecutive_failures: link.consecutive_failures,
    uptime_seconds: link.connected_since === null ? 0 : seconds(now - link.connected_since),
    last_error: link.last_error,
    requests_per_minute: link.requests_per_minute,
    poll_interval_effective: link.poll_interval_effective,
    state: link.state,
    next_attempt_at: unix(link.next_attempt_at),
    egress_id: link.egress_id,
  };
}

function egressView(egress: EgressState): EgressDto {
  const { rest, websocket } = transportsOf(egress);
  return {
    ...egress,
    transports: { rest: transportView(rest), websocket: transportView(websocket) },
    blocked_until: unix(egress.blocked_until),
  };
}

/** A collector of an earlier version, mirrored by a frontend, does not report them. */
function transportsOf(egress: Partial<EgressState>): EgressState['transports'] {
  const both = { healthy: egress.healthy ?? false, fault: egress.fault ?? null, rests_until: null };
  return egress.transports ?? { rest: both, websocket: both };
}

function transportView(health: TransportHealth): TransportHealthDto {
  return { ...health, rests_until: unix(health.rests_until) };
}

function counts(connections: readonly { connected: boolean }[]) {
  const connected_count = connections.filter(({ connected }) => connected).length;
  return {
    total_connections: connections.length,
    connected_count,
    disconnected_count: connections.length - connected_count,
  };
}

function rate(successes: number, failures: number): number {
  const answered = successes + failures;
  return answered === 0 ? 100 : Math.round((successes / answered) * 10_000) / 100;
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

function age(at: number | null, now: number): number {
  return at === null ? -1 : seconds(now - at);
}

function seconds(ms: number): number {
  return Math.max(0, ms) / 1000;
}

function unix(ms: number | null): number | null {
  return ms === null ? null : ms / 1000;
}
