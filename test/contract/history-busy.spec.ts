import type { EquityQuery, Page, PnlQuery, PnlRow } from '../../src/history/queries.js';
import { ROUTE_LIMIT } from '../../src/access/access.decorators.js';
import { SumsController } from '../../src/history/http/sums.controller.js';
import { OffStore } from '../../src/history/off.store.js';
import { HistoryApp } from '../support/history-app.js';
import { ManualClock } from '../support/manual-clock.js';

interface Sum {
  query: PnlQuery;
  canceled: AbortSignal;
  finish: (rows: PnlRow[]) => void;
}

/** A store whose sums end when the test ends them. */
class SlowStore extends OffStore {
  readonly sums: Sum[] = [];
  readonly curves: EquityQuery[] = [];
  private finished = false;
  private onSum: () => void = () => undefined;

  override async page(): Promise<never> {
    return { rows: [], next: null } satisfies Page as never;
  }

  override async equity(query?: EquityQuery): Promise<never> {
    this.curves.push(query!);
    return [] as never;
  }

  /** Ends the running sum, and every later one at once. */
  finishAll(): void {
    this.finished = true;
    this.sums.at(-1)?.finish([]);
  }

  override pnl(query?: PnlQuery, canceled?: AbortSignal): Promise<never> {
    if (this.finished) return Promise.resolve([] as never);
    return new Promise((resolve) => {
      this.sums.push({ query: query!, canceled: canceled!, finish: resolve as never });
      this.onSum();
    });
  }

  /** Resolves when the next sum is requested. */
  async next(): Promise<Sum> {
    const count = this.sums.length;
    while (this.sums.length === count) await new Promise<void>((resolve) => (this.onSum = resolve));
    return this.sums.at(-1)!;
  }
}

describe('sums over HTTP while one is running', () => {
  let store: SlowStore;
  let app: HistoryApp;
  beforeEach(async () => {
    store = new SlowStore();
    app = await HistoryApp.over(store, new ManualClock());
  });
  afterEach(() => app.close());

  /** A different sum for each start of the span. */
  const path = (from: number): string => `/api/history/pnl?from=${from}`;

  it('are refused with Retry-After beyond nine, while pages are answered', async () => {
    const answered: Awaited<ReturnType<HistoryApp['response']>>[] = [];
    const refusals = Promise.withResolvers<void>();
    const all = Array.from({ length: 20 }, async (_, from) => {
      answered.push(await app.response(path(from)));
      if (answered.length === 11) refusals.resolve();
    });
    await refusals.promise;
    for (const { status, headers, body } of answered)
      expect([status, headers['retry-after'], body]).toMatchObject([503, '5', { code: 'HISTORY_BUSY' }]);
    expect(await app.get('/api/history/trades')).toMatchObject({ count: 0 });
    store.finishAll();
    await Promise.all(all);
    expect(answered.slice(11).map(({ status }) => status)).toEqual(Array.from({ length: 9 }, () => 200));
  });

  it('are canceled when the client leaves, and the next one runs', async () => {
    const first = store.next();
    const leave = app.begin(path(1));
    const running = await first;
    const second = store.next();
    const answer = app.get(path(2));
    const left = new Promise((resolve) => running.canceled.addEventListener('abort', resolve));
    leave();
    await left;
    running.finish([]);
    (await second).finish([]);
    expect(await answer).toMatchObject({ count: 0 });
  });

  it('share one curve among callers who ask within five seconds', async () => {
    const spans = [
      [60_000, 3_660_000],
      [60_001, 3_659_999],
      [64_999, 3_655_001],
    ];
    for (const [from, to] of spans)
      await app.get(`/api/history/equity/7?resolution=1m&from=${from}&to=${to}`);
    expect(store.curves).toMatchObject([{ from: 60_000, to: 3_660_000 }]);
  });

  it('have limits of their own on every route', () => {
    const { constructor: _, ...routes } = Object.getOwnPropertyDescriptors(SumsController.prototype);
    const limited = Object.values(routes).map(
      ({ value }) => Reflect.getMetadata(ROUTE_LIMIT, value as object) as unknown,
    );
    expect(limited).toEqual(limited.map(() => true));
    expect(limited.length).toBeGreaterThan(4);
  });
});
