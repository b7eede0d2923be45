import type { Account } from '../simulator/exchange/account.js';
import type { Exchange } from '../simulator/exchange/exchange.js';
import { QUOTE_DECIMALS } from '../simulator/exchange/market.js';
import { formatScaled } from '../simulator/exchange/scaled-integer.js';
import { fundingJson, tradeJson } from '../simulator/wire/trade-json.js';
import type { HistoryRow } from '../history/row.js';
import { fundingRow, tradeRow, type RowContext } from '../history/recording/row-builders.js';
import { mapFundingResponse, mapTradesResponse, type ResponseContext } from '../lighter/mapper/response.js';
import type { DemoClock } from './demo-clock.js';
import { leverLast, openDesk } from './demo-desk.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
export const PAST_MS = 7 * 24 * HOUR_MS;
const STEP_MS = 10 * MINUTE_MS;
/** The last hours in the detail in which the product records them. */
const DETAIL_MS = 6 * HOUR_MS;
/** Rows that are written at once. */
const PORTION = 1000;
const EPOCH = 'demo';

/** Deposits and withdrawals in the past: account by place, USDC, and how long ago. */
const TRANSFERS = [
  { place: 4, amount: '15000', agoMs: 74 * HOUR_MS },
  { place: 2, amount: '-8000', agoMs: 27 * HOUR_MS },
] as const;
/** One interruption of the past, long since recovered. */
const GAP = { place: 1, agoMs: 26 * HOUR_MS, lastedMs: 42_000 };

const money = (value: bigint): string => formatScaled(value, QUOTE_DECIMALS);

/**
 * Lives through a week of the exchange up to now, on the clock of the demo, and yields what a product that followed it would have
 * recorded, in portions, so that a thread can write while this one goes on. What happens next on the exchange continues its ids and
 * positions.
 */
export function* livePast(exchange: Exchange, clock: DemoClock, now: number): Generator<HistoryRow[], void> {
  let rows: HistoryRow[] = [];
  const transfers = TRANSFERS.map((transfer) => ({ ...transfer, done: false }));
  const step = (at: number): void => {
    clock.goTo(at);
    exchange.tick();
    for (const transfer of transfers) {
      if (transfer.done || at < now - transfer.agoMs) continue;
      transfer.done = true;
      exchange.deposit(exchange.accounts[transfer.place]!.index, transfer.amount);
    }
    for (const account of exchange.accounts) rows.push(snapshotOf(account, at));
  };
  openDesk(exchange);
  // Prices of these long steps move as far in an hour as in twice as many of the exchange's own.
  exchange.setVolatility(Math.SQRT2);
  for (let at = now - PAST_MS; at <= now; at += at < now - DETAIL_MS ? STEP_MS : MINUTE_MS) {
    if (at >= now - DETAIL_MS) exchange.setVolatility(0.4);
    step(at);
    if (rows.length < PORTION) continue;
    yield rows;
    rows = [];
  }
  yield rows;
  leverLast(exchange);
  clock.goTo(now);
  exchange.setVolatility(0.12);
  for (const account of exchange.accounts) yield eventsOf(account);
  yield interruption(exchange, now);
}

function snapshotOf(account: Account, at: number): HistoryRow {
  const positions = [...account.positions.values()].filter(({ size }) => size !== 0n);
  const volumes = account.volumes(at);
  return {
    table: 'account_snapshots',
    values: {
      account_index: account.index,
      timestamp: at,
      equity: money(account.portfolioValue),
      collateral: money(account.collateral),
      margin: money(account.collateral - account.availableBalance),
      available_balance: money(account.availableBalance),
      pnl: money(account.unrealizedPnl),
      positions_count: positions.length,
      orders_count: account.orders.size,
      daily_volume: money(volumes.daily.quote),
      weekly_volume: money(volumes.weekly.quote),
      monthly_volume: money(volumes.monthly.quote),
      total_volume: money(volumes.total.quote),
      reason: 'interval',
      stale: false,
      raw_data: null,
      ...{ epoch: EPOCH, seq: 0, received_at: at },
    },
  };
}

/** Trades and funding as the exchange's REST reports them, and transfers. */
function eventsOf(account: Account): HistoryRow[] {
  const times = { askedMono: 0, receivedAt: 0, receivedMono: 0 };
  const response: ResponseContext = { ...times, accountIndex: account.index, symbolOf: String };
  const context = (at: number, raw: string, symbol: string): RowContext => ({
    account_index: account.index,
    at,
    origin: { epoch: EPOCH, seq: 0, received_at: at },
    raw,
    symbolOf: () => symbol,
  });
  const symbols = new Map([...account.positions.values()].map(({ market }) => [market.id, market.symbol]));
  const symbolOf = (id: number): string => symbols.get(id) ?? String(id);
  const trades = account.trades.map((trade) => tradeJson(trade, true)).join();
  const fundings = account.fundings.map(fundingJson).join();
  return [
    ...mapTradesResponse(`{"trades":[${trades}]}`, response).update.rows.map(({ entity, text }) =>
      tradeRow(entity, context(entity.timestamp, text, symbolOf(entity.market_id))),
    ),
    ...mapFundingResponse(`{"position_fundings":[${fundings}]}`, response).update.rows.map(
      ({ entity, text }) => fundingRow(entity, context(entity.timestamp, text, symbolOf(entity.market_id))),
    ),
    ...account.transfers.map(({ timestamp, amount }): HistoryRow => {
      const hour = Math.floor(timestamp / HOUR_MS) * HOUR_MS;
      const values = {
        ...{
          account_index: account.index,
          timestamp: hour,
          flow_id: `${amount < 0n ? 'out' : 'in'}-${hour}`,
        },
        ...{ amount: money(amount), source: 'exchange', confirmed_at: hour + HOUR_MS, raw_data: null },
        ...{ epoch: EPOCH, seq: 0, received_at: hour + HOUR_MS },
      };
      return { table: 'cash_flows', values };
    }),
  ];
}

/** A connection that was down for a moment, and the gap that it left, closed with every fill. */
function interruption(exchange: Exchange, now: number): HistoryRow[] {
  const { index } = exchange.accounts[GAP.place]!;
  const [from, to] = [now - GAP.agoMs, now - GAP.agoMs + GAP.lastedMs];
  const origin = { epoch: EPOCH, seq: 0, received_at: to, raw_data: null };
  const gap = { gap_id: 'demo-1', cause: 'stream-lost', from_trade_id: null, to_trade_id: null };
  return [
    {
      table: 'gaps',
      values: {
        ...{ account_index: index, timestamp: from, ...gap, opened_at: from, closed_at: to },
        ...{ trades_recovered: 2, complete: true, reason: null, progress: null, ...origin },
      },
    },
    {
      table: 'link_outages',
      values: {
        ...{ account_index: index, timestamp: from, link_id: `websocket/${index}`, kind: 'websocket' },
        ...{
          account_name: 'Lighter_2_boreal',
          state: 'waiting',
          reason: 'connection closed',
          ended_at: to,
          ...origin,
        },
      },
    },
  ];
}
