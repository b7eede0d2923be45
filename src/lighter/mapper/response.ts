import type { Order } from 'lighter-broadcaster-protocol/account';
import type { Arrival, Sourced, Update } from '../../state/update.js';
import { parseLossless, JsonSyntaxError, type LosslessDocument } from '../lossless-json.js';
import { mapAsset, mapFunding, mapSummary } from './account.js';
import type { WireObject } from '../wire.js';
import { asObject, integerOr, requiredRows, rows, textOr } from './fields.js';
import { MalformedFrame } from './malformed-frame.js';
import { mapMarket } from './market.js';
import { mapOrder, type SymbolLookup } from './order.js';
import { mapPosition } from './position.js';
import { mapTrade } from './trade.js';

/** When a request was sent (monotonic) and when its answer came (wall and monotonic). */
export interface ResponseTimes {
  askedMono: number;
  receivedAt: number;
  receivedMono: number;
}

/** The account of a response, and the times of its request. */
export interface ResponseContext extends ResponseTimes {
  accountIndex: number;
  symbolOf: SymbolLookup;
}

/** Parses a response. @throws MalformedFrame, as everything below. */
export function parseDocument(text: string): LosslessDocument {
  try {
    return parseLossless(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw new MalformedFrame(error.message);
    throw error;
  }
}

/** `account?by=index`: summary, positions and assets as snapshots, and the text itself. */
export function mapAccountResponse(text: string, context: ResponseContext): Update[] {
  const document = parseDocument(text);
  const account = requiredRows(asObject(document.value, 'response'), 'accounts').find(
    (row) => integerOr(row, 'account_index', integerOr(row, 'index', -1)) === context.accountIndex,
  );
  if (!account) throw new MalformedFrame('accounts does not hold the account asked for');
  const transactionTime = integerOr(account, 'transaction_time', 0);
  const fact = factOf(context, transactionTime ? Math.floor(transactionTime / 1000) : null);
  const positions = requiredRows(account, 'positions').map((row) => ({
    entity: mapPosition(row),
    text: document.textOf(row),
    version: 0,
  }));
  const updates: Update[] = [
    { ...fact, type: 'raw', response: 'account', text },
    { ...fact, type: 'summary', fields: mapSummary(account) },
    { ...fact, type: 'positions', mode: 'snapshot', rows: positions },
  ];
  if (account.assets !== undefined)
    updates.push({
      ...fact,
      type: 'assets',
      mode: 'snapshot',
      rows: rows(account.assets, 'assets').map(mapAsset),
    });
  return updates;
}

/** One page of orders; `cursor` requests the next one and is `null` on the last. */
export interface OrdersPage {
  text: string;
  rows: Sourced<Order>[];
  cursor: string | null;
}

export function mapOrdersPage(text: string, { symbolOf }: ResponseContext): OrdersPage {
  const document = parseDocument(text);
  const page = asObject(document.value, 'response');
  const rows = requiredRows(page, 'orders').map((row) => mapOrder(row, document, symbolOf));
  return { text, rows, cursor: textOr(page, 'next_cursor', null) };
}

/** The pages of one reading as a snapshot of the live orders. */
export function ordersSnapshot(pages: readonly OrdersPage[], context: ResponseContext): Update[] {
  const fact = factOf(context, null);
  const raw: Update[] = pages.map(({ text }) => ({ ...fact, type: 'raw', response: 'orders', text }));
  return [...raw, { ...fact, type: 'orders', mode: 'snapshot', rows: pages.flatMap(({ rows }) => rows) }];
}

/** One page of `trades`, newest first; `cursor` requests the next one and is `null` on the last. */
export interface TradesPage {
  update: Extract<Update, { type: 'trades' }>;
  cursor: string | null;
  /** Rows on the page, including those of other accounts. */
  size: number;
  /** Ids of rows that make no sense, `null` where not even the id does: one of them must not hide the others. */
  unreadable: (string | null)[];
}

export function mapTradesResponse(text: string, context: ResponseContext): TradesPage {
  const document = parseDocument(text);
  const page = asObject(document.value, 'response');
  const trades = requiredRows(page, 'trades');
  const unreadable: (string | null)[] = [];
  const own = trades.flatMap((row) => {
    try {
      return mapTrade(row, context.accountIndex, document, context.symbolOf) ?? [];
    } catch (error) {
      if (!(error instanceof MalformedFrame)) throw error;
      unreadable.push(idOf(row));
      return [];
    }
  });
  const update = { ...factOf(context, null), type: 'trades' as const, rows: own };
  return { update, cursor: textOr(page, 'next_cursor', null), size: trades.length, unreadable };
}

function idOf({ trade_id_str, trade_id }: WireObject): string | null {
  const text = String(trade_id_str ?? trade_id);
  return /^\d+$/.test(text) ? text : null;
}

export function mapFundingResponse(text: string, context: ResponseContext): Update {
  const document = parseDocument(text);
  const page = asObject(document.value, 'response');
  const funding = requiredRows(page, 'position_fundings').map((row) =>
    mapFunding(row, document, context.symbolOf),
  );
  return { ...factOf(context, null), type: 'funding', rows: funding };
}

export function mapMarketsResponse(text: string, times: ResponseTimes): Update {
  const page = asObject(parseDocument(text).value, 'response');
  const markets = requiredRows(page, 'order_books').map(mapMarket);
  return { type: 'markets', markets, arrival: arrivalOf(times, null) };
}

/** Network id from `GET /`; `null` when absent. */
export function mapNetworkId(text: string): number | null {
  return integerOr(asObject(parseDocument(text).value, 'response'), 'network_id', null);
}

/** Tier from `accountLimits`. */
export function mapTier(text: string): string | null {
  const limits = asObject(parseDocument(text).value, 'response');
  return textOr(limits, 'user_tier_name', textOr(limits, 'user_tier', null));
}

function factOf(
  context: ResponseContext,
  exchangeAt: number | null,
): { account_index: number; arrival: Arrival } {
  return { account_index: context.accountIndex, arrival: arrivalOf(context, exchangeAt) };
}

export function arrivalOf(times: ResponseTimes, exchangeAt: number | null): Arrival {
  const { askedMono, receivedAt, receivedMono } = times;
  return {
    source: 'rest',
    received_at: receivedAt,
    received_mono: receivedMono,
    exchange_at: exchangeAt,
    asked_mono: askedMono,
  };
}
