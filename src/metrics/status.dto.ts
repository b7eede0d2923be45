class CacheEntriesDto {
  /** Accounts in memory. */
  total_entries!: number;
  /** Accounts without a stale section. */
  valid_entries!: number;
  expired_entries!: number;
}

/** A process of the cluster. */
class ClusterMemberDto {
  /** @example 'gateway-1-4711' */
  name!: string;
  roles!: ('collector' | 'recorder' | 'gateway')[];
  /** @example '0.1.0' */
  version!: string;
  /** Whether it is the collector that follows the exchange. */
  leads!: boolean;
  /** Milliseconds since it announced itself, which it does every second. @example 412 */
  seen_ms!: number;
  /** Milliseconds since it read the last entry of the log, which has one a second at least; `null` for collectors. @example 203 */
  lag_ms!: number | null;
  /** Only with CLUSTER_SHARDS above 1: the share whose accounts a collector follows; `null` while it stands by. @example '2' */
  share?: string | null;
}

/** The shares into which CLUSTER_SHARDS cuts the accounts. */
class ClusterSharesDto {
  /** @example 4 */
  count!: number;
  /** How many have a collector that this process hears of. @example 4 */
  led!: number;
}

/** Several processes that are one service. */
export class ClusterDto {
  /** Whether this process reaches what the processes share. */
  engine!: 'up' | 'down';
  /** `local`: this process counts requests alone, until it reaches the engine again. */
  rate_limits!: 'shared' | 'local';
  /** Epoch milliseconds; `null` while no collector leads, or not every share has one. @example 1795392000125 */
  leads_since!: number | null;
  /** Only with CLUSTER_SHARDS above 1. */
  shares?: ClusterSharesDto;
  members!: ClusterMemberDto[];
}

/** Keys and types of the original service, plus `mode`, `version`, `alerts` and `cluster`. */
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
  /** Only where several processes are one service, and for keys that see every account. */
  cluster?: ClusterDto;
}
