import type { Clock } from '../clock/clock.js';
import type { Limits } from './limits/limits.js';

export interface WalkOptions {
  /** Time between two steps; default 1000. */
  tickMs?: number;
  /** Mean number of actions per account and step; default 0.4. */
  activity?: number;
  /**
   * Positions worth more than this in USDC are kept: the walk trades around them, but neither closes nor flips them. By default none
   * is.
   */
  keepsAbove?: number;
  /** Prices move and are published every this many steps; default 1. */
  pricesEvery?: number;
}

export interface SimulatorOptions {
  clock: Clock;
  /** The same seed, clock and calls give the same run. Default 1. */
  seed?: number;
  /** Number of accounts that can be followed, indexed from 281001; default 3. */
  accounts?: number;
  /** Accounts that share one L1 address: a master and its sub-accounts; default 1. */
  accountsPerAddress?: number;
  /** Strict by default (standard tier); single limits can be overridden. */
  limits?: Partial<Limits> | 'off';
  /** The walk runs by itself unless `off`; `exchange.tick()` steps it by hand in either case. */
  walk?: WalkOptions | 'off';
  /** 0 (default) takes a free port; a restart keeps it. */
  port?: number;
  /** A loopback address; default 127.0.0.1. */
  host?: '127.0.0.1' | '::1' | 'localhost';
  /** Network id in the answer to `GET /`; default 1. */
  networkId?: number;
  /** Whether these channels need `auth`; both do by default. */
  authForPositions?: boolean;
  authForTrades?: boolean;
  /** Trades and finished orders kept per account for scripts; all by default. REST serves the last 3,000. */
  tradesKept?: number;
  /** How much of the past `exchange.history` keeps, in ms; default 15,000. A REST copy can lag by that much. */
  historyMs?: number;
  /** Requests kept in the log; default 20,000. */
  requestsKept?: number;
}

/** An account to follow, with its credentials. */
export interface SimulatedAccount {
  readonly account_index: number;
  readonly api_key_index: number;
  /** 80 hex digits. */
  readonly private_key: string;
  readonly public_key: string;
  readonly read_only_token: string;
  readonly l1_address: string;
}

/** Where the simulator listens. */
export interface Listening {
  /** Origin for REST, without a path. */
  readonly url: string;
  /** Address of the stream, with its path. */
  readonly wsUrl: string;
  readonly accounts: readonly SimulatedAccount[];
}
