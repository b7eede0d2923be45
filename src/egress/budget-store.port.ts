import type { RateBudgetsImage } from './rate-budgets.js';

/** Carries the rate windows over a restart, or to the process that polls next. */
export abstract class BudgetStore {
  /** `null` when nothing is known about the last minute. */
  abstract read(): RateBudgetsImage | null;
  /** Writes run one at a time; `image` is taken when the write begins. @throws when it could not be kept */
  abstract write(image: () => RateBudgetsImage): Promise<void>;
  /** The final write, at shutdown; later ones are ignored. */
  abstract writeLast(image: () => RateBudgetsImage): Promise<void>;
  /** The longest time between a request and the write that includes it, in milliseconds. */
  abstract readonly unsavedMs: number;
  /** By L1 address: in how many shares of a cluster, beside this one, accounts of it are followed. */
  elsewhere(): ReadonlyMap<string, number> {
    return NOWHERE;
  }
}

const NOWHERE: ReadonlyMap<string, number> = new Map();
