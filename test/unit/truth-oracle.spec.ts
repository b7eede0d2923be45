import { Oracle, type FaultLog } from '../e2e/truth-campaign/oracle.js';
import { contradictions, type PortfolioAnswer } from '../e2e/truth-campaign/original-views.js';
import { scheduleOf } from '../e2e/truth-campaign/schedule.js';
import type { Episode } from '../e2e/truth-campaign/fault-kinds.js';
import { fillKey, SentFills } from '../e2e/truth-campaign/sent-fills.js';
import type { Shown } from '../e2e/truth-campaign/shown.js';
import { assetsOf, ordersOf, positionsOf, summaryOf, Truth } from '../e2e/truth-campaign/truth.js';
import { runSimulator, type RunningSimulator } from '../support/running-simulator.js';

describe('the oracle', () => {
  let run: RunningSimulator;
  let index: number;
  let episodes: Episode[];
  let oracle: Oracle;
  let truth: Truth;

  beforeEach(async () => {
    run = await runSimulator({ accounts: 1, limits: 'off', historyMs: Infinity });
    index = run.account.account_index;
    episodes = [];
    truth = new Truth(run.simulator.exchange, run.clock);
    const log: FaultLog = {
      episodes,
      origin: run.clock.monotonic(),
      egressOf: () => 0,
      positionOf: () => 0,
      plannedOrders: () => 40_000,
    };
    oracle = new Oracle(truth, log);
    run.clock.advance(300_000);
  });
  afterEach(() => run.simulator.stop());

  /** A reading that is true now, altered. */
  function reading(altered: Partial<Shown> = {}): Shown {
    const now = run.clock.monotonic();
    const account = truth.at(index, now);
    const fields = (text: string, names: string[]): Record<string, string> =>
      Object.fromEntries(text.split(' ').map((value, at) => [names[at] ?? '', value]));
    return {
      ...{ asked: now, at: now, account: index, view: 'state', stale: new Set<never>(), gap: null },
      summary: summaryOf(account),
      positions: [...positionsOf(account)].map(([market_id, text]) => ({
        market_id,
        mark_price: run.simulator.exchange.market(Number(market_id)).spec.startPrice,
        ...fields(text, ['size', 'avg_entry_price', 'realized_pnl', 'total_funding_paid_out']),
      })),
      orders: [...ordersOf(account)].map(([order_id, text]) => ({
        order_id,
        ...fields(text, ['status', 'price', 'remaining_base_amount', 'filled_base_amount']),
      })),
      trades: new Set(truth.fills(index).map(fillKey)),
      assets: [...assetsOf(account)].map(([asset_id, text]) => ({
        asset_id,
        ...fields(text, ['balance', 'locked_balance', 'margin_balance']),
      })),
      funding: [...truth.funding(index)].map(([funding_id, text]) => ({
        funding_id,
        ...fields(text, ['market_id', 'change']),
      })),
      ...altered,
    };
  }

  const judged = (shown: Shown): string[] => {
    oracle.judge(shown, 250);
    return oracle.discrepancies.map(({ kind, datum }) => `${kind} ${datum}`);
  };

  /** Changes every part of the account and returns the reading from before, as if it were read `ms` later. */
  function outdated(ms: number): Shown {
    const before = reading();
    const { exchange } = run.simulator;
    exchange.trade(index, 1, 'buy', '0.00100');
    for (const id of [...exchange.account(index).orders.keys()]) exchange.cancelOrder(id);
    run.clock.advance(ms);
    return { ...before, asked: run.clock.monotonic(), at: run.clock.monotonic() };
  }

  it('accepts what the exchange has now', () => {
    expect(judged(reading())).toEqual([]);
  });

  it('accepts what it had two seconds ago, and nothing older', () => {
    const shown = outdated(2_000);
    expect(judged(shown)).toEqual([]);
    run.clock.advance(1_000);
    const later = { ...shown, asked: shown.asked + 1_000, at: shown.at + 1_000 };
    const found = judged(later).join();
    for (const part of ['positions 1', 'orders ', 'collateral', 'fill ', 'cross_initial', 'assets 3'])
      expect(found).toContain(part);
  });

  it('accepts old values that are marked stale, and counts staleness without a cause', () => {
    const shown = outdated(60_000);
    const parts = ['summary', 'requirements', 'positions', 'marks', 'orders', 'trades', 'assets'] as const;
    expect(judged({ ...shown, stale: new Set(parts) })).toEqual([
      'needless summary,positions,marks,orders,trades,assets',
    ]);
    expect(oracle.needlessMs).toBe(250);
    judged({ ...shown, asked: shown.at - 1_001, stale: new Set(parts) });
    expect(oracle.needlessMs).toBe(250);
  });

  it('accepts staleness after a fault, and old values only until it must be noticed', () => {
    const from = 300_000;
    episodes.push({ fault: 'half-open', from, to: from + 60_000, account: 0, egress: 0, roll: 0 });
    const shown = outdated(31_000);
    expect(judged({ ...shown, stale: new Set(['requirements']) })).toEqual([]);
    run.clock.advance(2_000);
    const later = { ...shown, asked: shown.asked + 2_000, at: shown.at + 2_000 };
    expect(judged(later).join()).toContain('orders ');
    expect(judged({ ...later, stale: new Set(['orders']) }).join()).not.toContain('needless');
  });

  it('lends a lagging answer its lag, and a slow one no time', () => {
    const episode = { from: 0, to: 400_000, account: 0, egress: 0, roll: 0.9 };
    episodes.push({ fault: 'rest-lags-without-stream', ...episode });
    const shown = outdated(8_000);
    expect(judged(shown)).toEqual([]);
    episodes[0] = { fault: 'rest-slow-without-stream', ...episode };
    expect(judged(shown).join()).toContain('lie collateral');
  });

  it('accepts a missing fill only while a gap marks it', () => {
    const shown = outdated(10_000);
    const current = reading({ trades: shown.trades, gap: 'open' });
    expect(judged(current)).toEqual([]);
    expect(judged({ ...current, gap: null }).join()).toContain('lie fill');
  });

  it('misses a fill of which only the id is shown, as that of one before a reset', () => {
    const { exchange } = run.simulator;
    exchange.reset();
    exchange.trade(index, 1, 'buy', '0.00100');
    const before = truth.fills(index);
    run.clock.advance(60_000);
    exchange.reset();
    exchange.trade(index, 1, 'buy', '0.00100');
    expect(truth.fills(index)[0]!.trade_id).toBe(before[0]!.trade_id);
    run.clock.advance(60_000);
    expect(judged(reading()).join()).not.toContain('fill');
    expect(judged(reading({ trades: new Set(before.map(fillKey)) })).join()).toContain('lie fill');
  });

  it('finds a payment of funding that was never made, or another amount', () => {
    run.simulator.exchange.applyFunding(36, '0.001000');
    const { funding } = reading();
    expect(judged(reading())).toEqual([]);
    expect(judged(reading({ funding: [{ ...funding![0]!, change: '7' }] }))).toEqual([
      expect.stringContaining('lie payment'),
    ]);
  });

  it('finds the value of a position at a mark that its market never had', () => {
    const valued = (mark: string): Shown =>
      reading({
        positions: reading().positions!.map(({ mark_price: _, ...row }) => ({
          ...row,
          position_value: String(Number(row.size) * Number(mark)),
        })),
      });
    run.simulator.exchange.setPrice(1, '65000.0');
    expect(judged(valued('1')).join()).toContain('lie mark');
  });

  it('accepts an unknown field only after a fault that hides it', () => {
    run.simulator.exchange.applyFunding(36, '0.001000');
    const unknown = (shown: Shown): Shown => ({
      ...shown,
      positions: shown.positions!.map((row) => ({ ...row, total_funding_paid_out: null })),
    });
    expect(judged(unknown(reading())).join()).toContain('lie positions 36');
    episodes.push({ fault: 'fields-absent', from: 0, to: 1_000, account: 0, egress: 0, roll: 0 });
    expect(oracle.differences(unknown(reading()))).toEqual([]);
  });

  it('names what still differs at rest', () => {
    expect(oracle.differences(reading())).toEqual([]);
    const shown = reading({ orders: [], stale: new Set(['marks']), gap: 'open' });
    expect(oracle.differences({ ...shown, summary: { ...shown.summary, collateral: '1' } })).toEqual([
      `${index} state: marks stale`,
      `${index} state: a gap is open`,
      expect.stringContaining('orders  instead of'),
      expect.stringContaining('collateral 1 instead of'),
    ]);
  });

  it('finds a mark older than 45 s', () => {
    run.simulator.exchange.setPrice(0, '2400.00');
    run.simulator.exchange.setPrice(1, '65000.0');
    run.simulator.exchange.setPrice(2, '150.000');
    run.simulator.exchange.setPrice(36, '0.70000');
    run.clock.advance(44_000);
    expect(judged(reading())).toEqual([]);
    run.clock.advance(3_000);
    expect(judged(reading()).every((found) => found.startsWith('lie mark'))).toBe(true);
    expect(oracle.lies.length).toBeGreaterThan(0);
  });

  it('finds two accounts with different marks of one market', () => {
    const shown = reading();
    const other = {
      ...shown,
      account: index + 1,
      positions: shown.positions!.map((row) => ({ ...row, mark_price: '1' })),
    };
    oracle.judgeGeneration([shown, other]);
    expect(oracle.lies.map(({ datum }) => datum)).toContain('generation');
  });
});

describe('the fills sent', () => {
  const made = { trade_id: '1001', timestamp: 1_000 };
  const afterReset = { ...made, timestamp: 2_000 };
  let sent: SentFills;
  beforeEach(() => (sent = new SentFills()));

  it('repeat one that a life sends twice as new, not one of another life or a snapshot', () => {
    sent.note(7, [made], true);
    sent.note(7, [made], false);
    sent.beginLife();
    sent.note(7, [made], true);
    expect(sent.again).toEqual([]);
    sent.note(7, [made], true);
    expect(sent.again).toEqual(['7/1001@1000']);
  });

  it('are two if a reset exchange gave the id again', () => {
    sent.note(7, [made], true);
    expect(sent.has(7, afterReset)).toBe(false);
    sent.note(7, [afterReset], true);
    expect(sent.has(7, afterReset)).toBe(true);
    expect(sent.again).toEqual([]);
  });
});

describe('a portfolio', () => {
  const coverage = { known: 1, stale: 0, total: 2 };
  const answer = (equity: number | null, total_equity: number | null): PortfolioAnswer => ({
    accounts: [
      { account_index: '1', is_live: true, equity: 10.5 },
      { account_index: '2', is_live: true, equity },
    ],
    aggregated: { total_equity, coverage: { total_equity: { ...coverage, known: equity === null ? 1 : 2 } } },
  });

  it('has to add up', () => {
    expect(contradictions(answer(0.25, 10.75))).toEqual([]);
    expect(contradictions(answer(0.25, 10.76))).toHaveLength(1);
  });

  it('has no total while an account is unknown', () => {
    expect(contradictions(answer(null, null))).toEqual([]);
    expect(contradictions(answer(null, 10.5))).toHaveLength(1);
  });
});

describe('a schedule', () => {
  const extent = { accounts: 20, egresses: 5, lengthMs: 180_000 };

  it('is the same for the same seed only', () => {
    expect(scheduleOf(3, extent)).toEqual(scheduleOf(3, extent));
    expect(scheduleOf(4, extent).episodes).not.toEqual(scheduleOf(3, extent).episodes);
  });

  it('leaves every fifth account without faults of its own', () => {
    const accounts = scheduleOf(3, { ...extent, faults: ['drop'] }).episodes.map(({ account }) => account);
    expect(accounts.length).toBeGreaterThan(20);
    expect(accounts.filter((account) => account % 5 === 4)).toEqual([]);
  });
});
