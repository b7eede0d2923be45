import type { Update } from '../state/update.js';

/** A data frame of the exchange after its updates were applied. */
export interface RelayedFrame {
  /** Channel without its subject, such as `user_stats`. */
  readonly channel: string;
  /** Account or market of the channel, as spelled: `281001`, `all`. */
  readonly subject: string;
  readonly kind: 'subscribed' | 'update';
  /** As received. */
  readonly text: string;
  /** What was read in it, also what the state takes from another channel. */
  readonly updates: readonly Update[];
}

/**
 * The exchange's own frames, for consumers that pass them on. Each comes once, also while one connection replaces
 * another. Costs nothing without listeners.
 */
export abstract class FrameRelay {
  /** @returns a function that unsubscribes. */
  abstract onFrame(listener: (frame: RelayedFrame) => void): () => void;
  /** Whether the statistics of all markets are followed now. */
  abstract readonly marketsHeld: boolean;
  /** Keeps `account_all` of an account subscribed, which otherwise is left after its snapshot. @returns how to release it */
  abstract holdAccountAll(accountIndex: number): () => void;
}
