import { Injectable } from '@nestjs/common';
import { viewKey, type Principal } from '../access/principal.js';
import { type AccountView, heardAt, unixSeconds } from '../cache/account-view.js';
import { Rendered } from '../cache/rendered.js';
import { RenderCache } from '../cache/render-cache.js';
import { Clock } from '../clock/clock.js';
import { type AccountFigures, figuresOf } from './figures.js';
import { accountJson, listsJson, totalsJson } from './portfolio-json.js';
import { totalsOf, type Totals } from './totals.js';

/** Figures of a set of accounts and their totals: what the channel `portfolio` carries. */
export interface Portfolio {
  accounts: AccountFigures[];
  aggregated: Totals;
}

/** What it was made of, beside what the ETag names. */
interface Answer {
  second: number;
  updates: readonly number[];
  rendered: Rendered;
}

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

  compute(indexes: readonly number[]): Portfolio {
    const accounts = indexes.map((index) => this.figures(index));
    return { accounts, aggregated: totalsOf(accounts) };
  }

  read(principal: Principal): Rendered {
    const indexes = this.cache.seenBy(principal);
    const etag = this.cache.etag(principal, indexes);
    const second = Math.floor(this.clock.wallNow() / 1000);
    const updates = indexes.map((index) => lastUpdate(this.cache.peek(index)));
    const last = this.answers.get(viewKey(principal));
    if (last?.second === second && last.rendered.etag === etag && isSame(last.updates, updates))
      return last.rendered;
    const rendered = new Rendered(etag, Buffer.from(this.render(indexes, updates, second)));
    if (this.answers.size >= MAX_VIEWS) this.answers.clear();
    this.answers.set(viewKey(principal), { second, updates, rendered });
    return rendered;
  }

  private render(indexes: readonly number[], updates: readonly number[], timestamp: number): string {
    const { accounts, aggregated } = this.compute(indexes);
    const items = accounts.map((figures, place) =>
      accountJson(figures, this.cache.get(indexes[place]!, listsJson), updates[place]!),
    );
    return `{"accounts":[${items.join(',')}],"aggregated":${totalsJson(aggregated)},"timestamp":${timestamp}}`;
  }

  /** Once per change, as long as the exchange itself tells the day's volume. */
  private figures(index: number): AccountFigures {
    const { state } = this.cache.peek(index);
    return state.volumes ? this.cache.get(index, figuresOfView) : figuresOf(state, this.clock.wallNow());
  }
}

function figuresOfView({ state }: AccountView): AccountFigures {
  return figuresOf(state, 0);
}

function isSame(before: readonly number[], now: readonly number[]): boolean {
  return before.length === now.length && before.every((update, at) => update === now[at]);
}

function lastUpdate(view: AccountView): number {
  return Math.floor(unixSeconds(heardAt(view)));
}
