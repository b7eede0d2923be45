import type { LinkState } from 'lighter-broadcaster-protocol/operations';

export class WebSocketLinkDto {
  /** Account index. @example 281001 */
  account_id!: number;
  /** @example 'Lighter_1_aE42d3' */
  account_name!: string;
  /** Up, and every subscription of the account confirmed. @example true */
  connected!: boolean;
  /** Seconds since the last frame; -1 before the first. @example 0.412 */
  last_message_age!: number;
  /** Seconds since the last pong; -1 before the first. @example 12.05 */
  last_pong_age!: number;
  /** @example 2 */
  reconnect_count!: number;
  /** Frames received. @example 18211 */
  total_messages!: number;
  /** @example true */
  has_proxy!: boolean;
  /** 0: immediate and quick attempts; 1: every 60 s, five times (also while connected); 2: every 300 s. @example 1 */
  retry_phase!: number;
  /** @example 0 */
  phase_attempts!: number;
  /** Seconds since it came up; 0 while it is down. @example 8132.4 */
  uptime_seconds!: number;
  /** Unix seconds; 0 before the first. @example 1795392000.125 */
  last_successful_connect!: number;
  /** Frames that `/api/ws/raw-messages` can show. @example 30 */
  raw_messages_count!: number;
  /** `refused`: connected, but a subscription was refused. @example 'connected' */
  state!: LinkState['state'];
  /** Channels whose subscription was refused. @example [] */
  refused_channels!: string[];
  /** Unix seconds of the next attempt, `null` when none is scheduled. @example null */
  next_attempt_at!: number | null;
  /** @example null */
  last_error!: string | null;
  /** Round trip of the last ping in ms; `null` before the first. @example 38 */
  rtt_ms!: number | null;
  /** `direct`, or the proxy in use. @example 'direct' */
  egress_id!: string;
  /** Unix seconds when the read-only token expires; `null` without one. @example null */
  credential_expires_at!: number | null;
}

export class WebSocketHealthDto {
  type!: 'websocket';
  /** @example 3 */
  total_connections!: number;
  /** @example 3 */
  connected_count!: number;
  /** @example 0 */
  disconnected_count!: number;
  /** @example 54633 */
  total_messages_received!: number;
  /** @example 2 */
  total_reconnect_attempts!: number;
  /** Seconds since the start of the service. @example 8140.2 */
  uptime_seconds!: number;
  connections!: WebSocketLinkDto[];
}
