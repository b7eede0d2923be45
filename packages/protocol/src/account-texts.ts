/** The exchange's verbatim texts of an account, each inside a JSON string, so that nothing in it changes in transit. */
export interface TextsJson {
  account: string | null;
  account_received_at: number | null;
  account_revision: number;
  /** `[order_id, market_id, text]` */
  orders: [string, number, string][];
  /** `[market_id, text]` */
  positions: [number, string][];
  /** `[asset_id, text]`; an older instance sends none. */
  assets?: [number, string][];
  /** `[trade_id, market_id, text]`, newest first */
  trades: [string, number, string][];
}
