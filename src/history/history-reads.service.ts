import { Inject, Injectable } from '@nestjs/common';
import { CACHE_MANAGER } from '@nestjs/cache-manager';
import type { Cache } from 'cache-manager';
import { canSee, type Principal } from '../access/principal.js';
import { Clock } from '../clock/clock.js';
import { Problem } from '../http/problems.js';
import { ChangeFeed } from '../state/change-feed.port.js';
import { HistoryStore } from './history-store.port.js';
import {
  RESOLUTIONS,
  type EquityPoint,
  type Page,
  type PageQuery,
  type PnlGroup,
  type PnlRow,
  type Resolution,
} from './queries.js';
import type { TableName } from './tables.js';

const MAX_POINTS = 20_000;
const DEFAULT_POINTS = 1_000;

interface Span {
  from?: number;
  to?: number;
}

interface Curve extends Required<Span> {
  accounts: readonly number[];
  points: EquityPoint[];
}

type Reading = Omit<PageQuery, 'table' | 'accounts' | 'from' | 'to'> & Span;

/** Reads history on behalf of a principal; accounts it cannot see are reported as not found. */
@Injectable()
export class HistoryReads {
  constructor(
    private readonly store: HistoryStore,
    private readonly feed: ChangeFeed,
    private readonly clock: Clock,
    @Inject(CACHE_MANAGER) private readonly cache: Cache,
  ) {}

  /** One page of one account, or with `null` of every account that the principal sees. */
  async page<T extends TableName>(
    principal: Principal,
    table: T,
    index: number | null,
    reading: Reading,
  ): Promise<Page<T>> {
    const accounts = this.accounts(principal, index === null ? null : [index]);
    const span = spanOf(reading);
    const { order, limit, cursor } = reading;
    const page = await this.store.page({ table, accounts, ...span, order, limit, cursor });
    if (page.rows.length === 0 && index !== null) this.requireConfigured(index);
    return page;
  }

  /** Yields up to `total` rows page by page; each page is read when the previous one was consumed. */
  async *pages<T extends TableName>(
    principal: Principal,
    table: T,
    index: number | null,
    reading: Reading,
    total = Infinity,
  ): AsyncGenerator<Page<T>> {
    let { cursor } = reading;
    let left = total;
    do {
      const limit = Math.min(reading.limit, left);
      const page: Page<T> = await this.page(principal, table, index, { ...reading, limit, cursor });
      yield page;
      left -= page.rows.length;
      cursor = page.next;
    } while (cursor && left > 0);
  }

  /** Combined curve of these accounts, or with `null` of every configured account that the principal sees. */
  async equity(
    principal: Principal,
    indexes: readonly number[] | null,
    resolution: Resolution,
    span: Span,
  ): Promise<Curve> {
    this.accounts(principal, indexes);
    const accounts = indexes ?? this.feed.accountIndexes().filter((index) => canSee(principal, index));
    return this.cache.wrap(`equity ${JSON.stringify([accounts, resolution, span])}`, async () => {
      const curve = await this.curve(accounts, resolution, span);
      if (curve.points.length === 0) accounts.forEach((index) => this.requireConfigured(index));
      return curve;
    });
  }

  private async curve(accounts: readonly number[], resolution: Resolution, span: Span): Promise<Curve> {
    const step = RESOLUTIONS[resolution];
    const to = span.to ?? this.clock.wallNow();
    const from = span.from ?? to - DEFAULT_POINTS * step;
    spanOf({ from, to });
    if ((to - from) / step > MAX_POINTS) {
      throw new Problem(
        'INVALID_REQUEST',
        `resolution ${resolution} yields more than ${MAX_POINTS} points for this span; choose a coarser one`,
      );
    }
    const points = await this.store.equity({ accounts, resolution, from, to });
    return { accounts, from, to, points };
  }

  /** Sums over all trades are slow, so equal queries within a few seconds share one answer. */
  pnl(principal: Principal, by: PnlGroup, indexes: readonly number[] | null, span: Span): Promise<PnlRow[]> {
    const query = { by, accounts: this.accounts(principal, indexes), ...spanOf(span) };
    return this.cache.wrap(`pnl ${JSON.stringify(query)}`, () => this.store.pnl(query));
  }

  symbolOf(marketId: number): string | null {
    return this.feed.market(marketId)?.symbol ?? null;
  }

  /** @throws Problem ACCOUNT_NOT_FOUND for an account that the principal cannot see */
  private accounts(principal: Principal, indexes: readonly number[] | null): readonly number[] | null {
    if (indexes === null) return principal.accounts && [...principal.accounts];
    for (const index of indexes) if (!canSee(principal, index)) throw notFound(index);
    return indexes;
  }

  private requireConfigured(index: number): void {
    if (!this.feed.accountIndexes().includes(index)) throw notFound(index);
  }
}

function spanOf({ from = undefined, to = undefined }: Span): { from: number | null; to: number | null } {
  if (from !== undefined && to !== undefined && from >= to)
    throw new Problem('INVALID_REQUEST', 'from must be before to');
  return { from: from ?? null, to: to ?? null };
}

function notFound(index: number): Problem {
  return new Problem('ACCOUNT_NOT_FOUND', `Account ${index} is not configured`);
}
