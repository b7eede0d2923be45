import type { AccountRecord } from './reduce/account-record.js';
import type { AccountUpdate } from './update.js';

/** An update as it was applied, whether or not it led to a change. */
export interface Commit {
  readonly update: AccountUpdate;
  readonly before: AccountRecord;
  readonly after: AccountRecord;
}

/**
 * Every applied update of an account, with the record before and after: for consumers of the exchange's own rows, some
 * of which move without a counted change. Costs nothing without listeners.
 */
export abstract class RowFeed {
  /** Calls back after the change of the update was published. @returns a function that unsubscribes. */
  abstract onCommit(listener: (commit: Commit) => void): () => void;
}
