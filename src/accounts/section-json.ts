import type { AccountView } from '../cache/account-view.js';
import { jsonList, jsonNumber, jsonObject } from '../cache/exact-json.js';
import { positionTexts } from '../cache/exchange-texts.js';

/** Sections that `/api/ws/*` serves in the shapes of the exchange. */
export type ServedSection = 'positions' | 'orders' | 'trades';

/** JSON text of each section's members, which its response has between `account_index` and its time. */
export const SECTION_JSON: Record<ServedSection, (view: AccountView) => string> = {
  positions: positionsJson,
  orders: ordersJson,
  trades: tradesJson,
};

/** A map from market id, flat rows included, as in the exchange's channel. */
function positionsJson(view: AccountView): string {
  const { state } = view;
  const stale = state.sections.positions.stale || state.sections.marks.stale;
  const positions = Object.fromEntries(
    [...positionTexts(view)].map(([market, text]) => [String(market), text]),
  );
  return `"positions":${jsonObject(positions)},"stale":${stale}`;
}

/** A map from market id to a list. */
function ordersJson({ state, texts }: AccountView): string {
  const { stale } = state.sections.orders;
  const rows = [...texts.orders].map(([id, text]): [number, string] => [texts.orderMarkets.get(id)!, text]);
  const known = state.orders !== null;
  return `"orders":${byMarket(rows)},"orders_count":${rows.length},"orders_known":${known},"stale":${stale}`;
}

/** A map from market id to a list, newest first. */
function tradesJson({ state, texts }: AccountView): string {
  const { stale } = state.sections.trades;
  const rows = [...texts.trades.values()].map(({ text, market_id }): [number, string] => [market_id, text]);
  const volumes = jsonObject({
    total_volume: jsonNumber(state.volumes?.total_volume),
    monthly_volume: jsonNumber(state.volumes?.monthly_volume),
    weekly_volume: jsonNumber(state.volumes?.weekly_volume),
    daily_volume: jsonNumber(state.volumes?.daily_volume),
  });
  return `"trades":${byMarket(rows)},"trades_count":${rows.length},"volumes":${volumes},"stale":${stale}`;
}

function byMarket(rows: readonly [number, string][]): string {
  const lists = new Map<number, string[]>();
  for (const [market, text] of rows) {
    const list = lists.get(market);
    if (list) list.push(text);
    else lists.set(market, [text]);
  }
  return jsonObject(
    Object.fromEntries([...lists].map(([market, texts]) => [String(market), jsonList(texts)])),
  );
}
