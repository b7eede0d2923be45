/** The exchange's own text about an account, verbatim; spliced into responses of the original's endpoints, never broadcast. */
export interface AccountTexts {
  /** The whole response to `account`, `null` before the first. */
  account: string | null;
  account_received_at: number | null;
  /** +1 each time that response differs from the previous one: not a change of the account, but responses that contain it differ. */
  account_revision: number;
  /** Text of each live order by id. */
  orders: ReadonlyMap<string, string>;
  /** Market of each of them, for the exchange's maps by market. */
  orderMarkets: ReadonlyMap<string, number>;
  /** Text of each position row by market id, flat ones included. */
  positions: ReadonlyMap<number, string>;
  /** Text of each asset's row by asset id; empty until one was reported in this life of the process. */
  assets: ReadonlyMap<number, string>;
  /** Text of each kept trade by id, newest first. */
  trades: ReadonlyMap<string, { text: string; market_id: number }>;
}

export abstract class AccountTextSource {
  /** @returns `undefined` when the account is not configured. */
  abstract texts(index: number): AccountTexts | undefined;
}
