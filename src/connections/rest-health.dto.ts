import { LinkDto } from './link.dto.js';

export class RestLinkDto extends LinkDto {
  /** Not failed three times in a row. @example true */
  connected!: boolean;
  /** Seconds; -1 before the first. @example 1.204 */
  last_success_age!: number;
  /** Seconds; -1 before the first. @example -1 */
  last_failure_age!: number;
  /** @example 1204 */
  total_requests!: number;
  /** @example 1204 */
  successful_requests!: number;
  /** @example 0 */
  failed_requests!: number;
  /** Percent; 100 before the first request. @example 100 */
  success_rate!: number;
  /** @example 0 */
  consecutive_failures!: number;
  /** @example 16 */
  requests_per_minute!: number;
  /** Seconds between two polls of the account that the rate budget allows now; `null` before it is known. @example 3.75 */
  poll_interval_effective!: number | null;
}

export class BudgetDto {
  /** What the exchange grants in a window: requests or weight, as the tier counts. @example 60 */
  limit!: number;
  /** @example 41 */
  used!: number;
  /** @example 19 */
  remaining!: number;
  /** Seconds. @example 60 */
  window_s!: number;
}

export class TransportHealthDto {
  /** @example true */
  healthy!: boolean;
  /** The last failure: proxy-auth, proxy-refused, proxy-timeout, proxy-garbage, proxy-unreachable, cdn-blocked, geo-blocked, rate-limited, upgrade-refused, no-answer, collector-unreachable. @example null */
  fault!: string | null;
  /** Unix seconds until which it is left alone while another egress is there. @example null */
  rests_until!: number | null;
}

export class TransportsDto {
  rest!: TransportHealthDto;
  websocket!: TransportHealthDto;
}

export class EgressDto {
  /** @example 'proxy.example:8080' */
  egress_id!: string;
  /** `direct`, or the host of the proxy. @example 'proxy.example' */
  host!: string;
  /** @example 'socks5h' */
  protocol!: string;
  /** Both transports work and nothing is blocked. @example true */
  healthy!: boolean;
  /** The fault of one of its transports, `rate-limited` while blocked. @example null */
  fault!: string | null;
  transports!: TransportsDto;
  /** Accounts whose REST requests use it now, limited to those you may see. @example [281001] */
  accounts!: number[];
  budget!: BudgetDto;
  /** Unix seconds until which nothing is sent, after a 429. @example null */
  blocked_until!: number | null;
  /** Answers with 429. @example 0 */
  rate_limited_count!: number;
}

export class RestHealthDto {
  type!: 'rest_api';
  /** @example 3 */
  total_connections!: number;
  /** @example 3 */
  connected_count!: number;
  /** @example 0 */
  disconnected_count!: number;
  /** @example 3612 */
  total_requests!: number;
  /** @example 0 */
  total_failures!: number;
  /** Percent; 100 before the first request. @example 100 */
  success_rate!: number;
  /** Seconds since the start of the service. @example 8140.2 */
  uptime_seconds!: number;
  /** False while paused. @example true */
  polling!: boolean;
  /** Target interval in seconds; the rate limit may stretch it. @example 0.5 */
  poll_interval!: number;
  connections!: RestLinkDto[];
  /** The egresses and their rate budgets. */
  egresses!: EgressDto[];
}
