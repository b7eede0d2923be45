import type { Trade } from 'lighter-broadcaster-protocol/account';
import type { AccountRecord } from './account-record.js';

/** Two reports of one trade differ in time by less than this; two trades to which resets gave one id, by more. */
const SAME_TRADE_MS = 1_000;

/** Whether the trade was published. One made later than the known one of its id is new: a reset exchange gives ids again. */
export function isPublished({ knownTrades, trades }: AccountRecord, { trade_id, timestamp }: Trade): boolean {
  if (!knownTrades.has(trade_id)) return false;
  return !trades.some(
    ({ entity }) => entity.trade_id === trade_id && timestamp - entity.timestamp >= SAME_TRADE_MS,
  );
}
