import type { Gap } from 'lighter-broadcaster-protocol/account';

/**
 * Durable memory of gaps: an open gap must outlive any number of crashes, or fills are lost without a trace.
 * `open` resolves only when the gap is on disk; no trade newer than it may be recorded before.
 */
export abstract class GapLog {
  /** Open gaps of an account, oldest first. */
  abstract openGaps(accountIndex: number): Promise<Gap[]>;
  /** True when nothing was ever recorded of this account: its very first start. */
  abstract isFirstStart(accountIndex: number): Promise<boolean>;
  abstract open(gap: Gap): Promise<void>;
  /** Resolves when it is on disk, after every trade that the state was handed before. */
  abstract close(gap: Gap): Promise<void>;
  /** Highest trade id recorded for the account, `null` when none: where a gap opened at start begins. */
  abstract lastTradeId(accountIndex: number): Promise<string | null>;

  /** The state has this trade: how a log that stores no trades itself learns `lastTradeId`. Others do nothing here. */
  abstract recorded(accountIndex: number, tradeId: string): void;
}
