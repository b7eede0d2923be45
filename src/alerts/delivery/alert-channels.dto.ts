import { Matches } from 'class-validator';
import type { DeliveryOutcome } from './alert-channel.port.js';

export class AlertChannelDto {
  /** By which rules call it. @example 'telegram' */
  name!: string;
  /** Alerts that wait for delivery. @example 0 */
  waiting!: number;
  /** When the oldest of them happened. @example '2026-11-28T13:05:12.000Z' */
  waiting_since!: string | null;
  /** Messages delivered since the start; one may hold several alerts. */
  delivered!: number;
  /** Messages that the far side will never accept. */
  rejected!: number;
  /** Alerts dropped because too many waited. */
  dropped!: number;
  failed_attempts!: number;
  /** @example '2026-11-28T13:05:12.000Z' */
  last_delivered_at!: string | null;
  /** Why the last attempt failed; `null` after a success. */
  last_error!: string | null;
  next_attempt_at!: string | null;
}

export class AlertChannelsDto {
  channels!: AlertChannelDto[];
}

export class AlertTestQuery {
  /** Name of the channel. @example 'telegram' */
  @Matches(/^[\w-]{1,64}$/, { message: 'channel must be the name of a channel' })
  channel!: string;
}

export class AlertTestDto {
  /** @example 'telegram' */
  channel!: string;
  /**
   * `delivered`; `retry`: the far side is down or limits; `misconfigured`: the configuration has to be corrected;
   * `rejected`: this message is not acceptable.
   */
  result!: DeliveryOutcome['result'];
  /** What the far side answered. @example '200: OK' */
  answer!: string;
}
