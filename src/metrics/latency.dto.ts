/** Milliseconds over the last five minutes; `null` without samples. */
export class PercentilesDto {
  /** @example 41 */
  p50!: number | null;
  /** @example 88 */
  p95!: number | null;
  /** @example 120 */
  p99!: number | null;
  /** Number of samples. @example 256 */
  count!: number;
}

class FrontendPollingDto {
  /** Mean time between two stream frames. @example 512.4 */
  ws_interval_avg!: number;
  /** Since the last one; -1 before the first, like the other ages. @example 204 */
  time_since_ws!: number;
  /** Mean time between two responses. @example 1250 */
  rest_interval_avg!: number;
  /** @example 840 */
  time_since_rest!: number;
  /** Since the last market statistics. @example 310 */
  stats_poll_interval!: number;
  /** Mean delay of market statistics from the exchange. @example 38.2 */
  stats_fetch_time!: number;
}

class BackendPollingDto {
  /** Mean time between two responses; 0 before the second. @example 1250 */
  api_poll_rate!: number;
  /** Since a source last confirmed the positions; -1 before the first. @example 204 */
  positions_age!: number;
  /** Since a source last confirmed the balances; -1 before the first. @example 204 */
  balance_age!: number;
  /** Accounts with no stale section. @example 3 */
  active_accounts!: number;
  /** @example 3 */
  total_accounts!: number;
  /** @example 1 */
  connected_clients!: number;
}

class IntervalsDto {
  /** @example 3 */
  interval_min!: number;
  /** @example 512.4 */
  interval_avg!: number;
  /** @example 2014 */
  interval_max!: number;
  /** Up to the last 30, oldest first. @example [1000, 3, 497] */
  samples!: number[];
}

class WebSocketLatencyDto extends IntervalsDto {
  /** Whether any account's stream is up. @example true */
  connected!: boolean;
  /** @example 18211 */
  message_count!: number;
  /** -1 before the first. @example 204 */
  last_message_age!: number;
  /** Seconds; 0 while no stream is up. @example 8132 */
  connection_uptime!: number;
}

class RestLatencyDto extends IntervalsDto {
  /** @example 1204 */
  request_count!: number;
  /** Unix seconds; 0 before the first. @example 1795392000.125 */
  last_update!: number;
}

/** Unix seconds; 0 before the first. */
class LatencyTimestampsDto {
  /** @example 1795392000.125 */
  ws!: number;
  /** @example 1795391999.489 */
  rest!: number;
  /** @example 1795392000.019 */
  stats!: number;
  /** @example 1795392000.329 */
  now!: number;
}

class HopsDto {
  /** From the exchange's time stamp to reception; includes the offset between the clocks. */
  exchange_to_received!: PercentilesDto;
  received_to_state!: PercentilesDto;
  /** Until encoded for the clients of its channel. */
  received_to_sent!: PercentilesDto;
  /** Until written for the mirror's clients of its channel. */
  received_to_mirrored!: PercentilesDto;
}

/** Keys and types of the original service, plus `hops` and the clock offset. In ms unless stated otherwise. */
export class LatencyDto {
  frontend_polling!: FrontendPollingDto;
  backend_polling!: BackendPollingDto;
  websocket!: WebSocketLatencyDto;
  rest!: RestLatencyDto;
  timestamps!: LatencyTimestampsDto;
  hops!: HopsDto;
  /** Estimate of how far our clock is ahead of the exchange's; `null` before the first sample. @example -2 */
  clock_offset_ms!: number | null;
}
