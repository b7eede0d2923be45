import type { Order } from 'lighter-broadcaster-protocol/account';
import type { Arrival, Sourced } from '../../state/reported.js';
import type { Update } from '../../state/update.js';
import { parseLossless, JsonSyntaxError, type LosslessDocument } from '../lossless-json.js';
import { mapSummary } from './account.js';
import type { WireObject } from '../wire.js';
import { asObject, entriesOf, integerOr, isObject, requiredEntries, textOr } from './fields.js';
import { readAssets, readFunding, readOrders, readPositions, readTrades } from './lists.js';
import { MalformedFrame } from './malformed-frame.js';
import { mapMarket } from './market.js';
import type { SymbolLookup } from './order.js';
import { readRows, type ReadRows } from './rows.js';

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

interface Fact {
  account_index: number;
  arrival: Arrival;
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
  const account = requiredEntries(asObject(document.value, 'response'), 'accounts')
    .filter(isObject)
    .find((row) => integerOr(row, 'account_index', integerOr(row, 'index', -1)) === context.accountIndex);
  if (!account) throw new MalformedFrame('accounts does not hold the account asked for');
  const transactionTime = integerOr(account, 'transaction_time', 0);
  const fact = factOf(context, transactionTime ? Math.floor(transactionTime / 1000) : null);
  return [
    { ...fact, type: 'raw', text },
    { ...fact, type: 'summary', ...mapSummary(account) },
    positionsOf(account, document, fact),
    ...(account.assets === undefined ? [] : [assetsOf(account.assets, document, fact)]),
  ];
}

/** An absent list says nothing about any position, so it must not count as a snapshot. */
function positionsOf(account: WireObject, document: LosslessDocument, fact: Fact): Update {
  if (account.positions === undefined) {
    const unreadable = [{ id: null, field: 'positions', reason: 'is missing' }];
    return { ...fact, type: 'positions', mode: 'update', rows: [], unreadable };
  }
  const read = readPositions(entriesOf(account.positions, 'positions'), document);
  return { ...fact, type: 'positions', mode: 'snapshot', ...read };
}

function assetsOf(assets: unknown, document: LosslessDocument, fact: Fact): Update {
  return { ...fact, type: 'assets', mode: 'snapshot', ...readAssets(entriesOf(assets, 'assets'), document) };
}

/** One page of a list; `cursor` requests the next one and is `null` on the last. */
export interface ResponsePage {
  text: string;
  cursor: string | null;
}

/** One page of `accountActiveOrders` or `accountInactiveOrders`. */
export interface OrdersPage extends ResponsePage, ReadRows<Sourced<Order>> {}

export function mapOrdersPage(text: string, { symbolOf }: ResponseContext): OrdersPage {
  const document = parseDocument(text);
  const page = asObject(document.value, 'response');
  const read = readOrders(requiredEntries(page, 'orders'), document, symbolOf);
  return { text, ...read, cursor: cursorOf(page) };
}

/** The pages of one reading as a snapshot of the live orders. */
export function ordersSnapshot(pages: readonly OrdersPage[], context: ResponseContext): Update[] {
  const fact = factOf(context, null);
  const unreadable = pages.flatMap((page) => page.unreadable ?? []);
  const rows = pages.flatMap((page) => page.rows);
  return [{ ...fact, type: 'orders', mode: 'snapshot', rows, ...(unreadable.length > 0 && { unreadable }) }];
}

/** Ended orders, with their final status. */
export function endedOrders(rows: Sourced<Order>[], context: ResponseContext): Update {
  return { ...factOf(context, null), type: 'orders', mode: 'update', rows };
}

/** One page of `trades`, newest first. */
export interface TradesPage extends ResponsePage {
  update: Extract<Update, { type: 'trades' }>;
}

export function mapTradesResponse(text: string, context: ResponseContext): TradesPage {
  const document = parseDocument(text);
  const page = asObject(document.value, 'response');
  const entries = requiredEntries(page, 'trades');
  const read = readTrades(entries, context.accountIndex, document, context.symbolOf);
  return { text, update: { ...factOf(context, null), type: 'trades', ...read }, cursor: cursorOf(page) };
}

/** One page of `positionFunding`, newest first. */
export interface FundingPage extends ResponsePage {
  update: Extract<Update, { type: 'funding' }>;
}

export function mapFundingResponse(text: string, context: ResponseContext): FundingPage {
  const document = parseDocument(text);
  const page = asObject(document.value, 'response');
  const read = readFunding(requiredEntries(page, 'position_fundings'), document, context.symbolOf);
  return { text, update: { ...factOf(context, null), type: 'funding', ...read }, cursor: cursorOf(page) };
}

export function mapMarketsResponse(text: string, times: ResponseTimes): Update {
  const page = asObject(parseDocument(text).value, 'response');
  const entries = requiredEntries(page, 'order_books');
  const { rows: markets, ...rest } = readRows(entries, 'order_books', ['market_id'], mapMarket);
  return { type: 'markets', markets, ...rest, arrival: arrivalOf(times, null) };
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

function cursorOf(page: WireObject): string | null {
  return textOr(page, 'next_cursor', null);
}

function factOf(context: ResponseContext, exchangeAt: number | null): Fact {
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
