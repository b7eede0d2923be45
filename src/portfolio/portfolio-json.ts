import type { AccountView } from '../cache/account-view.js';
import { jsonList, jsonNumber, jsonObject } from '../cache/exact-json.js';
import { positionTexts } from '../cache/exchange-texts.js';
import type { PortfolioFigures } from './figures.js';
import type { PortfolioTotals } from './portfolio-totals.js';

/** The account's lists in the exchange's spelling: open positions only, live orders, trades newest first. */
export function listsJson(view: AccountView): string {
  const { state, texts } = view;
  const rows = positionTexts(view);
  // A frontend instance fetches the texts apart from the state, so that the text of a new position comes later.
  const open = (state.positions ?? []).flatMap(({ market_id }) => rows.get(market_id) ?? []);
  const trades = [...texts.trades.values()].map(({ text }) => text);
  return (
    `"positions":${jsonList(open)},"active_orders":${jsonList(texts.orders.values())}` +
    `,"orders_known":${state.orders !== null},"trades":${jsonList(trades)}`
  );
}

/** One account; `lastUpdate` in whole Unix seconds. */
export function accountJson(figures: PortfolioFigures, lists: string, lastUpdate: number): string {
  const head = jsonObject({
    account_index: JSON.stringify(figures.account_index),
    name: JSON.stringify(figures.name),
    exchange: JSON.stringify(figures.exchange),
    is_live: String(figures.is_live),
    last_update: String(lastUpdate),
    equity: figures.equity === null ? 'null' : jsonNumber(figures.equity),
    collateral: jsonNumber(figures.collateral),
    available_balance: jsonNumber(figures.available_balance),
    unrealized_pnl: jsonNumber(figures.unrealized_pnl),
    margin_used: jsonNumber(figures.margin_used),
    margin_ratio: jsonNumber(figures.margin_ratio),
    volume_24h: jsonNumber(figures.volume_24h),
    total_volume: jsonNumber(figures.total_volume),
    monthly_volume: jsonNumber(figures.monthly_volume),
    weekly_volume: jsonNumber(figures.weekly_volume),
  });
  return `${head.slice(0, -1)},${lists}}`;
}

export function totalsJson({ coverage, ...totals }: PortfolioTotals): string {
  const members: Record<string, string> = {};
  for (const [key, value] of Object.entries(totals))
    members[key] = value === null ? 'null' : jsonNumber(String(value));
  return jsonObject({ ...members, coverage: JSON.stringify(coverage) });
}
