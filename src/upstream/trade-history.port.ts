import type { TradesUpdate } from '../state/update.js';

/** One page of an account's trades, newest first. */
export interface TradePage {
  /** Ready for the state; its rows are newest first. */
  update: TradesUpdate;
  /** `null` when this was the last page. */
  nextCursor: string | null;
  /** Ids of rows that make no sense, `null` where not even the id does. */
  unreadable: readonly (string | null)[];
}

/** The exchange's own memory of an account, from which gaps are filled. Every call spends the reserved budget. */
export abstract class TradeHistory {
  /** False when the account has no credential: then `page` can't be asked. */
  abstract readable(accountIndex: number): boolean;
  /** @throws when the exchange or the way to it fails; the caller asks again. */
  abstract page(accountIndex: number, cursor: string | null, signal: AbortSignal): Promise<TradePage>;
  /** Reads account and orders afresh and hands them to the state. @throws as `page`. */
  abstract refresh(accountIndex: number, signal: AbortSignal): Promise<void>;
}
