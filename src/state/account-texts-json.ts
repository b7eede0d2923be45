import type { AccountTexts } from './account-texts.port.js';
import type { TextsJson } from 'lighter-broadcaster-protocol/account-texts';

export function toTextsJson(texts: AccountTexts): TextsJson {
  return {
    account: texts.account,
    account_received_at: texts.account_received_at,
    account_revision: texts.account_revision,
    orders: [...texts.orders].map(([id, text]) => [id, texts.orderMarkets.get(id)!, text]),
    positions: [...texts.positions],
    assets: [...texts.assets],
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
    assets: new Map(json.assets ?? []),
    trades: new Map(json.trades.map(([id, market_id, text]) => [id, { text, market_id }])),
  };
}
