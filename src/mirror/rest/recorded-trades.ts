import { Injectable, Logger } from '@nestjs/common';
import type { Gap } from 'lighter-broadcaster-protocol/account';
import { compareIds } from 'lighter-broadcaster-protocol/delta';
import { AppConfig } from '../../config/app-config.js';
import { HistoryStore } from '../../history/history-store.port.js';
import type { Cursor, Page, PageQuery } from '../../history/queries.js';
import { Problem } from '../../http/problems.js';

/** A trade of the history, with the exchange's own text. */
export interface RecordedTrade {
  readonly trade_id: string;
  readonly market_id: number;
  readonly timestamp: number;
  readonly side: 'buy' | 'sell';
  readonly realized_pnl: string | null;
  readonly text: string;
}

/** A place in the trades of an account. */
export interface TradePlace {
  readonly id: string;
  /** Its time, epoch ms. */
  readonly timestamp: number;
}

type Range = Pick<PageQuery, 'accounts' | 'from' | 'to' | 'cursor'>;

const PAGE = 200;
/** Rows of other markets may lie between those that are asked for. */
const MAX_PAGES = 10;
const MAX_GAPS = 1_000;

/**
 * Trades older than those in memory, from the history. Only the local file has the exchange's text as it was; Supabase
 * stores JSON in a spelling of its own.
 */
@Injectable()
export class RecordedTrades {
  private readonly logger = new Logger(RecordedTrades.name);
  private readonly isVerbatim: boolean;

  constructor(
    { history }: AppConfig,
    private readonly store: HistoryStore,
  ) {
    this.isVerbatim = history.enabled && history.supabaseUrl === null;
  }

  /** The newest `count` trades before `place` in such a market, newest first; `null` when the history has not that many. */
  async before(
    account: number,
    place: TradePlace,
    count: number,
    isWanted: (marketId: number) => boolean,
  ): Promise<RecordedTrade[] | null> {
    if (!this.isVerbatim) return null;
    try {
      return await this.read(account, place, count, isWanted);
    } catch (error) {
      // The exchange can still be asked.
      if (!(error instanceof Problem))
        this.logger.warn(`the history could not be read: ${(error as Error).message}`);
      return null;
    }
  }

  /** Every recorded gap of the account; `null` when they cannot all be known. */
  async gaps(account: number): Promise<Gap[] | null> {
    const range = { accounts: [account], from: null, to: null, cursor: null } as const;
    const { rows, next } = await this.store.page({ table: 'gaps', order: 'desc', limit: MAX_GAPS, ...range });
    return next === null ? (rows as unknown as Gap[]) : null;
  }

  private async read(
    account: number,
    { id, timestamp }: TradePlace,
    count: number,
    isWanted: (marketId: number) => boolean,
  ): Promise<RecordedTrade[] | null> {
    const found: RecordedTrade[] = [];
    let cursor: Cursor | null = null;
    for (let pages = 0; pages < MAX_PAGES; pages++) {
      const range: Range = { accounts: [account], from: null, to: timestamp + 1, cursor };
      const page: Page<'trades'> = await this.store.page({
        table: 'trades',
        order: 'desc',
        limit: PAGE,
        ...range,
      });
      for (const row of page.rows) {
        if (row.raw_data === null) return null;
        if (compareIds(row.trade_id!, id) >= 0 || !isWanted(row.market_id!)) continue;
        found.push({ ...(row as unknown as RecordedTrade), text: row.raw_data });
      }
      // Trades of one instant may lie in any order, so the page ends only with an older one.
      const isEnough = found.length > count && found[count]!.timestamp < found[count - 1]!.timestamp;
      if (isEnough || page.next === null) break;
      cursor = page.next;
    }
    found.sort((a, b) => compareIds(b.trade_id, a.trade_id));
    return found.length < count ? null : found.slice(0, count);
  }
}
