import type { Gap, Millis } from 'lighter-broadcaster-protocol/account';

/** How far a walk has come, for the next life of the process: it has read every trade from `top` down to `bottom`. */
export interface WalkProgress {
  readonly top: string;
  readonly bottom: string;
  /** Trades made before this, by the exchange's clock, cannot be listed late above the bottom. */
  readonly settled_at: Millis;
  /** Where the next page begins. */
  readonly cursor: string;
  readonly pages: number;
  /** Number of trades read. */
  readonly trades: number;
  readonly unreadable: number;
  /** The floor of the walk, and the time of the first trade found there. */
  readonly floor: string | null;
  readonly floor_time: Millis | null;
}

/**
 * Durable memory of gaps: an open gap must outlive any number of crashes, or fills are lost without a trace. `open`
 * resolves only when the gap is on disk; until then no newer trade may be recorded.
 */
export abstract class GapLog {
  /** Open gaps of an account, oldest first. */
  abstract openGaps(accountIndex: number): Promise<Gap[]>;
  /** Whether nothing was ever recorded for this account: its very first start. */
  abstract isFirstStart(accountIndex: number): Promise<boolean>;
  abstract open(gap: Gap): Promise<void>;
  /** How far the reading for the account's open gaps had come, `null`: from the newest trade on. */
  abstract progress(accountIndex: number): Promise<WalkProgress | null>;
  /** Resolves when it is on disk beside its open gap, after every trade that reached the state before. */
  abstract keepProgress(gap: Gap, progress: WalkProgress): Promise<void>;
  /** Resolves when it is on disk, after every trade that reached the state before. */
  abstract close(gap: Gap): Promise<void>;
  /** Highest trade id recorded for the account, `null` when none: where a gap opened at start begins. */
  abstract lastTradeId(accountIndex: number): Promise<string | null>;

  /** The state has this trade and all before it: a log that stores no trades learns `lastTradeId` from it. */
  abstract recorded(accountIndex: number, tradeId: string): void;
  /**
   * The exchange restarted its ids: from now on `lastTradeId` is that of a trade made since, however low. Call it once the
   * open gaps are on disk without a beginning; a log that knows trades by time need not forget.
   */
  abstract forgetTrades(accountIndex: number): Promise<void>;
}
