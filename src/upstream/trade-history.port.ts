import type { TradesUpdate } from '../state/update.js';

/** One page of an account's trades, newest first. */
export interface TradePage {
  /** The page as an update for the state; its rows are newest first. */
  update: TradesUpdate;
  /** `null` when this was the last page. */
  nextCursor: string | null;
  /** Ids of rows that could not be read, `null` where not even the id could. */
  unreadable: readonly (string | null)[];
}

/** Why a page is read, in the order in which the reserved budget serves them. */
export type TradePagePurpose = 'gap' | 'settle' | 'audit';

/** The exchange's own record of an account's trades, from which gaps are filled. Each call spends reserved budget. */
export abstract class TradeHistory {
  /** False when the account has no credential: then `page` cannot be requested. */
  abstract readable(accountIndex: number): boolean;
  /** @throws when the exchange or the path to it fails; the caller retries. */
  abstract page(
    accountIndex: number,
    cursor: string | null,
    signal: AbortSignal,
    purpose: TradePagePurpose,
  ): Promise<TradePage>;
}
