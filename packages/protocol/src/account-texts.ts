/** `AccountTexts` as JSON: every text of the exchange inside a string, so that nothing of it changes on the way. */
export interface TextsJson {
  account: string | null;
  account_received_at: number | null;
  account_revision: number;
  /** `[order_id, market_id, text]` */
  orders: [string, number, string][];
  /** `[market_id, text]` */
  positions: [number, string][];
  /** `[trade_id, market_id, text]`, newest first */
  trades: [string, number, string][];
}
