import { compareIds } from 'lighter-broadcaster-protocol/delta';
import type { TradesUpdate } from '../state/update.js';
import type { Span } from './gap-span.js';
import type { TradeHistory } from './trade-history.port.js';

export interface BackfillResult {
  complete: boolean;
  /** Why it is not complete, else `null`. */
  reason: string | null;
}

/** The exchange keeps no more trades of an account. */
export const TRADES_KEPT_BY_EXCHANGE = 3000;

/**
 * Reads the trades of an account from the newest back to the span's floor, page by page, then account and orders
 * afresh. Each page is handed over as it comes, so that an interrupted run has not worked in vain.
 * @throws when the exchange fails or `signal` aborts.
 */
export async function backfill(
  history: TradeHistory,
  accountIndex: number,
  span: Span,
  handOver: (page: TradesUpdate) => Promise<void>,
  signal: AbortSignal,
): Promise<BackfillResult> {
  if (!history.readable(accountIndex)) return { complete: false, reason: 'no credential' };
  const read = new Set<string>();
  let unreadable = 0;
  let reached = false;
  let cursor: string | null = null;
  do {
    const page = await history.page(accountIndex, cursor, signal);
    signal.throwIfAborted();
    await handOver(page.update);
    signal.throwIfAborted();
    for (const { entity } of page.update.rows) {
      read.add(entity.trade_id);
      reached ||= isOld(entity.trade_id, span);
    }
    unreadable += page.unreadable.filter((id) => id === null || !isOld(id, span)).length;
    cursor = span.isBeginning ? null : page.nextCursor;
  } while (cursor !== null && !reached);
  await history.refresh(accountIndex, signal);
  signal.throwIfAborted();
  const verdict = judge(span, reached, read.size + unreadable);
  if (!verdict.complete || unreadable === 0) return verdict;
  return { complete: false, reason: `${unreadable} of the trades that the exchange lists can not be read` };
}

function isOld(tradeId: string, { floor }: Span): boolean {
  return floor !== null && compareIds(tradeId, floor) <= 0;
}

function judge(span: Span, reached: boolean, count: number): BackfillResult {
  if (reached || span.isBeginning) return { complete: true, reason: null };
  if (span.floor === null && count < TRADES_KEPT_BY_EXCHANGE) return { complete: true, reason: null };
  const reason =
    count >= TRADES_KEPT_BY_EXCHANGE
      ? `beyond the ${TRADES_KEPT_BY_EXCHANGE.toLocaleString('en-US')} trades that the exchange keeps`
      : `the exchange no longer lists trade ${span.floor}, with which the gap begins`;
  return { complete: false, reason };
}
