import type { LinkState } from 'lighter-broadcaster-protocol/operations';
import { ApiBase } from '../http/api-base.decorator.js';

/** What a stream and the polls of an account have in common. */
@ApiBase()
export class LinkDto {
  /** Account index. @example 281001 */
  account_id!: number;
  /** @example 'Lighter_1_aE42d3' */
  account_name!: string;
  /** `refused` (streams only): connected, but a subscription was refused. @example 'connected' */
  state!: LinkState['state'];
  /** 0: immediate and quick attempts; 1: every 60 s, five times (streams also while connected); 2: every 300 s. @example 1 */
  retry_phase!: number;
  /** @example 0 */
  phase_attempts!: number;
  /** Seconds since it last came up; 0 while it is down. @example 8132.4 */
  uptime_seconds!: number;
  /** Unix seconds of the next attempt, `null` when none is scheduled. @example null */
  next_attempt_at!: number | null;
  /** @example null */
  last_error!: string | null;
  /** `direct`, or the proxy in use. @example 'direct' */
  egress_id!: string;
}
