import { LinkDto } from './link.dto.js';

export class WebSocketLinkDto extends LinkDto {
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
  /** Unix seconds; 0 before the first. @example 1795392000.125 */
  last_successful_connect!: number;
  /** Frames that `/api/ws/raw-messages` can show. @example 30 */
  raw_messages_count!: number;
  /** Channels whose subscription was refused. @example [] */
  refused_channels!: string[];
  /** Round trip of the last ping in ms; `null` before the first. @example 38 */
  rtt_ms!: number | null;
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
