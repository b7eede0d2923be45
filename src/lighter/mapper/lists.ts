import type { Funding, Order, Trade } from 'lighter-broadcaster-protocol/account';
import type { ReportedAsset, ReportedPosition, Sourced } from '../../state/reported.js';
import type { LosslessDocument } from '../lossless-json.js';
import { mapAsset, mapFunding } from './account.js';
import { mapOrder, type SymbolLookup } from './order.js';
import { mapPosition } from './position.js';
import { readRows, type ReadRows } from './rows.js';
import { mapTrade } from './trade.js';

/** The lists of stream and REST alike; each row is read on its own. */

export function readPositions(
  entries: readonly unknown[],
  document: LosslessDocument,
): ReadRows<Sourced<ReportedPosition>> {
  return readRows(entries, 'positions', ['market_id'], (row) => ({
    entity: mapPosition(row),
    text: document.textOf(row),
    version: 0,
  }));
}

export function readOrders(
  entries: readonly unknown[],
  document: LosslessDocument,
  symbolOf: SymbolLookup,
): ReadRows<Sourced<Order>> {
  return readRows(entries, 'orders', ['order_id', 'order_index'], (row) => mapOrder(row, document, symbolOf));
}

/** Skips trades of other accounts, which the list may contain. */
export function readTrades(
  entries: readonly unknown[],
  accountIndex: number,
  document: LosslessDocument,
  symbolOf: SymbolLookup,
): ReadRows<Sourced<Trade>> {
  return readRows(entries, 'trades', ['trade_id_str', 'trade_id'], (row) =>
    mapTrade(row, accountIndex, document, symbolOf),
  );
}

export function readAssets(
  entries: readonly unknown[],
  document: LosslessDocument,
): ReadRows<Sourced<ReportedAsset>> {
  return readRows(entries, 'assets', ['asset_id'], (row) => ({
    entity: mapAsset(row),
    text: document.textOf(row),
    version: 0,
  }));
}

export function readFunding(
  entries: readonly unknown[],
  document: LosslessDocument,
  symbolOf: SymbolLookup,
): ReadRows<Sourced<Funding>> {
  return readRows(entries, 'funding', ['funding_id'], (row) => mapFunding(row, document, symbolOf));
}
