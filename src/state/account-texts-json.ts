import type { AccountTexts } from './account-texts.port.js';

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

export function toTextsJson(texts: AccountTexts): TextsJson {
  return {
    account: texts.account,
    account_received_at: texts.account_received_at,
    account_revision: texts.account_revision,
    orders: [...texts.orders].map(([id, text]) => [id, texts.orderMarkets.get(id)!, text]),
    positions: [...texts.positions],
    trades: [...texts.trades].map(([id, { text, market_id }]) => [id, market_id, text]),
  };
}

export function fromTextsJson(json: TextsJson): AccountTexts {
  return {
    account: json.account,
    account_received_at: json.account_received_at,
    account_revision: json.account_revision,
    orders: new Map(json.orders.map(([id, , text]) => [id, text])),
    orderMarkets: new Map(json.orders.map(([id, market]) => [id, market])),
    positions: new Map(json.positions),
    trades: new Map(json.trades.map(([id, market_id, text]) => [id, { text, market_id }])),
  };
}
