import { Injectable } from '@nestjs/common';
import { viewKey, type Principal } from '../access/principal.js';
import { type AccountView, confirmedAt, unixSeconds } from '../cache/account-view.js';
import { Rendered } from '../cache/rendered.js';
import { RenderCache } from '../cache/render-cache.js';
import { Clock } from '../clock/clock.js';
import { type PortfolioFigures, type AccountShare, shareOf } from './figures.js';
import { accountJson, listsJson, totalsJson } from './portfolio-json.js';
import { totalsOf, type PortfolioTotals } from './portfolio-totals.js';

/** Figures of a set of accounts and their totals: what the channel `portfolio` carries. */
export interface Portfolio {
  accounts: PortfolioFigures[];
  aggregated: PortfolioTotals;
}

/** An answer and what it depends on beside its ETag. */
interface Answer {
  second: number;
  updates: readonly number[];
  rendered: Rendered;
}

/** Sections that an account of the portfolio shows. */
const SHOWN = ['summary', 'positions', 'orders', 'trades'] as const;

/** Bound of kept answers: a caller can restrict its key to any set of its accounts. */
const MAX_VIEWS = 1_000;

/** Totals are computed per set of accounts, never filtered after. */
@Injectable()
export class PortfolioService {
  /** Last answer of each view. */
  private readonly answers = new Map<string, Answer>();

  constructor(
    private readonly cache: RenderCache,
    private readonly clock: Clock,
  ) {}

  /** The accounts that the principal sees. */
  of(principal: Principal): Portfolio {
    return this.compute(this.cache.seenBy(principal));
  }

  /** @param partial sums the known shares although some are unknown */
  compute(indexes: readonly number[], partial = false): Portfolio {
    const shares = indexes.map((index) => this.share(index));
    return { accounts: shares.map(({ figures }) => figures), aggregated: totalsOf(shares, partial) };
  }

  read(principal: Principal, partial = false): Rendered {
    return this.cache.consistently(() => this.readTogether(principal, partial));
  }

  private readTogether(principal: Principal, partial: boolean): Rendered {
    const indexes = this.cache.seenBy(principal);
    const etag = this.cache.etag(principal, indexes);
    const second = Math.floor(this.clock.wallNow() / 1000);
    const updates = indexes.map((index) => lastUpdate(this.cache.peek(index)));
    const view = `${viewKey(principal)} ${partial}`;
    const last = this.answers.get(view);
    if (last?.second === second && last.rendered.etag === etag && isSame(last.updates, updates))
      return last.rendered;
    const rendered = new Rendered(etag, Buffer.from(this.render(indexes, updates, second, partial)));
    if (this.answers.size >= MAX_VIEWS) this.answers.clear();
    this.answers.set(view, { second, updates, rendered });
    return rendered;
  }

  private render(
    indexes: readonly number[],
    updates: readonly number[],
    timestamp: number,
    partial: boolean,
  ): string {
    const { accounts, aggregated } = this.compute(indexes, partial);
    const items = accounts.map((figures, place) =>
      accountJson(figures, this.cache.get(indexes[place]!, listsJson), updates[place]!),
    );
    return `{"accounts":[${items.join(',')}],"aggregated":${totalsJson(aggregated)},"timestamp":${timestamp}}`;
  }

  /** Computed once per change while the exchange itself reports the day's volume. */
  private share(index: number): AccountShare {
    const { state } = this.cache.peek(index);
    const reported = state.volumes !== null && state.volumes.daily_volume !== null;
    return reported ? this.cache.get(index, shareOfView) : shareOf(state, this.clock.wallNow());
  }
}

function shareOfView({ state }: AccountView): AccountShare {
  return shareOf(state, 0);
}

function isSame(before: readonly number[], now: readonly number[]): boolean {
  return before.length === now.length && before.every((update, at) => update === now[at]);
}

function lastUpdate(view: AccountView): number {
  return Math.floor(unixSeconds(confirmedAt(view, SHOWN)));
}
