import { Inject, Injectable } from '@nestjs/common';
import { CACHE_MANAGER } from '@nestjs/cache-manager';
import type { Cache } from 'cache-manager';
import type { Decimal, Millis } from 'lighter-broadcaster-protocol/account';
import { canSee, type Principal } from '../access/principal.js';
import { Clock } from '../clock/clock.js';
import { Problem } from '../http/problems.js';
import { ChangeFeed } from '../state/change-feed.port.js';
import { equityChangeOf, type EquityChange } from './equity-change.js';
import { HistoryStore } from './history-store.port.js';
import {
  RESOLUTIONS,
  type EquityPoint,
  type Cursor,
  type Page,
  type PageQuery,
  type PnlGroup,
  type PnlRow,
  type Resolution,
} from './queries.js';
import type { StoredRow } from './row.js';
import { SumQueue } from './sum-queue.js';
import type { TableName } from './tables.js';

const MAX_POINTS = 20_000;
const DEFAULT_POINTS = 1_000;
/** As long as answers are cached. */
const ROUND_TO_MS = 5_000;
/** The pictures of a week need no newer point. */
const CURVES_ROUND_TO_MS = 300_000;
const WEEK_MS = 7 * 86_400_000;
const FLOWS_PAGE = 1_000;

interface Span {
  from?: number;
  to?: number;
}

interface Curves {
  times: readonly Millis[];
  accounts: { account_index: number; equity: (Decimal | null)[] }[];
}

interface Curve extends Required<Span> {
  accounts: readonly number[];
  points: EquityPoint[];
}

type Reading = Omit<PageQuery, 'table' | 'accounts' | 'from' | 'to'> & Span;

/** Reads history on behalf of a principal; accounts it cannot see are reported as not found. */
@Injectable()
export class HistoryReads {
  private readonly sums = new SumQueue();

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

  /**
   * Combined curve of these accounts, or with `null` of every configured account that the principal sees. The span is widened to
   * multiples of five seconds, so that callers who ask at about the same time share one answer.
   */
  async equity(
    principal: Principal,
    indexes: readonly number[] | null,
    resolution: Resolution,
    span: Span,
    caller: AbortSignal,
  ): Promise<Curve> {
    const accounts = this.followed(principal, indexes);
    const { from, to } = this.curveSpan(resolution, span);
    const points = await this.sum(
      `equity ${JSON.stringify([accounts, resolution, from, to])}`,
      caller,
      (canceled) => this.store.equity({ accounts, resolution, from, to }, canceled),
    );
    if (points.length === 0) accounts.forEach((index) => this.requireConfigured(index));
    return { accounts, from, to, points };
  }

  /** Exact sums over trades, funding and cash flows; days are those of `tz`. */
  async pnl(
    principal: Principal,
    by: PnlGroup,
    indexes: readonly number[] | null,
    { tz, ...span }: Span & { tz: string },
    caller: AbortSignal,
  ): Promise<PnlRow[]> {
    const query = { by, accounts: this.accounts(principal, indexes), ...spanOf(span), tz };
    return this.sum(`pnl ${JSON.stringify(query)}`, caller, (canceled) => this.store.pnl(query, canceled));
  }

  /**
   * How equity changed from one time to another, per account. Where nothing was recorded by `from`, the change counts from the first
   * record on, and so do the cash flows.
   */
  async equityChanges(
    principal: Principal,
    indexes: readonly number[] | null,
    { from, to }: Span,
    caller: AbortSignal,
  ): Promise<EquityChange[]> {
    const accounts = this.followed(principal, indexes);
    const [opens, closes] = [from ?? 0, to ?? nextStep(this.clock.wallNow())];
    return this.sum(`changes ${JSON.stringify([accounts, opens, closes])}`, caller, async (canceled) => {
      const found = await this.store.equityAt(accounts, [opens, closes], canceled);
      const flows = await this.flows(accounts, opens, closes, canceled);
      return accounts.flatMap((account) => equityChangeOf(account, found, flows, opens, closes) ?? []);
    });
  }

  /**
   * Equity of each account at `points` times spread evenly up to `to`, `null` where the step before holds no snapshot. For small
   * pictures of many accounts.
   */
  async curves(
    principal: Principal,
    indexes: readonly number[] | null,
    span: Span,
    points: number,
    caller: AbortSignal,
  ): Promise<Curves> {
    const accounts = this.followed(principal, indexes);
    const to = nextStep(span.to ?? this.clock.wallNow(), CURVES_ROUND_TO_MS);
    const from = span.from ?? to - WEEK_MS;
    spanOf({ from, to });
    const step = (to - from) / points;
    const times = Array.from({ length: points }, (_, i) => Math.round(to - (points - 1 - i) * step));
    const equity = await this.sum(`curves ${JSON.stringify([accounts, times])}`, caller, async (canceled) => {
      const found = await this.store.equityAt(accounts, times, canceled);
      const known = new Map(
        found
          .filter(({ at, time }) => at <= time && at > time - step)
          .map((each) => [keyOf(each), each.equity]),
      );
      return accounts.map((account_index) => ({
        account_index,
        equity: times.map((time) => known.get(keyOf({ account_index, time })) ?? null),
      }));
    });
    return { times, accounts: equity };
  }

  private async flows(
    accounts: readonly number[],
    from: number,
    to: number,
    canceled: AbortSignal,
  ): Promise<StoredRow<'cash_flows'>[]> {
    const rows: StoredRow<'cash_flows'>[] = [];
    let cursor: Cursor | null = null;
    do {
      canceled.throwIfAborted();
      const page: Page<'cash_flows'> = await this.store.page({
        ...{ table: 'cash_flows', accounts, from, to, order: 'asc', limit: FLOWS_PAGE, cursor },
      });
      rows.push(...page.rows);
      cursor = page.next;
    } while (cursor);
    return rows;
  }

  /** The accounts asked for, or every configured one that the principal sees. */
  private followed(principal: Principal, indexes: readonly number[] | null): readonly number[] {
    this.accounts(principal, indexes);
    return indexes ?? this.feed.accountIndexes().filter((index) => canSee(principal, index));
  }

  /** A recent answer to the same question, or a run in the queue. */
  private async sum<T>(
    key: string,
    caller: AbortSignal,
    work: (canceled: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const recent = await this.cache.get<T>(key);
    if (recent !== undefined && recent !== null) return recent;
    return this.sums.run(key, caller, async (canceled) => {
      const answer = await work(canceled);
      await this.cache.set(key, answer);
      return answer;
    });
  }

  private curveSpan(resolution: Resolution, span: Span): Required<Span> {
    const step = RESOLUTIONS[resolution];
    const to = Math.ceil((span.to ?? this.clock.wallNow()) / ROUND_TO_MS) * ROUND_TO_MS;
    const from = Math.floor((span.from ?? to - DEFAULT_POINTS * step) / ROUND_TO_MS) * ROUND_TO_MS;
    spanOf({ from: span.from ?? from, to: span.to ?? to });
    if ((to - from) / step > MAX_POINTS) {
      throw new Problem(
        'INVALID_REQUEST',
        `resolution ${resolution} yields more than ${MAX_POINTS} points for this span; choose a coarser one`,
      );
    }
    return { from, to };
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

function keyOf({ account_index, time }: { account_index: number; time: number }): string {
  return `${account_index} ${time}`;
}

function nextStep(time: number, step = ROUND_TO_MS): number {
  return Math.ceil(time / step) * step;
}

function notFound(index: number): Problem {
  return new Problem('ACCOUNT_NOT_FOUND', `Account ${index} is not configured`);
}
