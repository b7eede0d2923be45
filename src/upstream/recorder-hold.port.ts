import type { TradesUpdate } from '../state/update.js';

/**
 * What the gap keeper requires of the recorder. Trades after a gap that is not on disk yet must not be recorded: after
 * a crash they would pass for proof that nothing before them is missing. The live state never waits for this.
 */
export abstract class RecorderHold {
  /** Holds back the trades of an account until `release`. */
  abstract hold(accountIndex: number): void;
  /** The gap is on disk: records the trades that were held back. */
  abstract release(accountIndex: number): void;
  /**
   * Called once per hold when more trades were held back than the recorder can keep. It then drops all of them, and the
   * history has to be backfilled from `lowestTradeId` on.
   */
  abstract onOverflow(listener: (accountIndex: number, lowestTradeId: string) => void): void;
  /** Records trades of a backfill; the state may know them already, so they may cause no change. */
  abstract record(update: TradesUpdate): void;
}

/** Without a history there is nothing to hold back. */
export class NoRecorder extends RecorderHold {
  override hold(): void {}
  override release(): void {}
  override onOverflow(): void {}
  override record(): void {}
}
