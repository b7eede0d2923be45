class CacheEntriesDto {
  /** Accounts in memory. */
  total_entries!: number;
  /** Accounts without a stale section. */
  valid_entries!: number;
  expired_entries!: number;
}

/** Keys and types of the original service, plus `mode`, `version` and `alerts`. */
export class StatusDto {
  /** `demo` follows the built-in simulated exchange, `live` the configured one. */
  mode!: 'demo' | 'live';
  /** @example '0.1.0' */
  version!: string;
  /** Whether REST polling runs; `false` while paused. */
  polling!: boolean;
  /** Target interval between polls in seconds; the rate limit may stretch it. */
  poll_interval!: number;
  ws_connected!: boolean;
  broadcast_clients!: number;
  accounts_configured!: number;
  /** Where alerts and their rules are kept: with `memory` (HISTORY=off) they last until the process ends. */
  alerts!: 'stored' | 'memory';
  cache!: CacheEntriesDto;
}
