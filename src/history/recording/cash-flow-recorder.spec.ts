import type { Trade } from 'lighter-broadcaster-protocol/account';
import type { Millis } from 'lighter-broadcaster-protocol/account';
import { FakeFeed } from '../../../test/support/fake-feed.js';
import { account, DAY, trade } from '../../../test/support/history-rows.js';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { OffStore } from '../off.store.js';
import type { HistoryRow, RowOf } from '../row.js';
import { CashFlowRecorder } from './cash-flow-recorder.js';
import { HOUR_MS } from './flow-readings.js';

const MINUTE = 60_000;
type Flow = Pick<RowOf<'cash_flows'>, 'flow_id' | 'amount' | 'source' | 'confirmed_at'>;

class FlowStore extends OffStore {
  readonly flows = new Map<string, RowOf<'cash_flows'>>();

  override async page(query?: { from: Millis | null; to: Millis | null }): Promise<never> {
    const rows = [...this.flows.values()].filter(
      ({ timestamp }) => timestamp! >= (query?.from ?? 0) && timestamp! < (query?.to ?? Infinity),
    );
    return { rows, next: null } as never;
  }

  take(rows: readonly HistoryRow[]): void {
    for (const { values } of rows) {
      const flow = values as RowOf<'cash_flows'>;
      this.flows.set(flow.flow_id!, flow);
    }
  }
}

function setUp() {
  const [clock, feed, store] = [new ManualClock(DAY), new FakeFeed(7), new FlowStore()];
  const recorder = { append: (rows: readonly HistoryRow[]) => store.take(rows) };
  const flows = new CashFlowRecorder(store, feed, clock, recorder as never, { records: true } as never);
  flows.onModuleInit();
  feed.change(7, { trades: { set: [] }, funding: { set: [] } });
  const { summary, sections } = account();
  let collateral = 1000;
  const report = (): void => {
    const funding = { ...sections.funding, confirmed_at: clock.wallNow() };
    const next = { ...summary!, collateral: collateral.toFixed(6) };
    feed.change(7, { summary: next, sections: { ...sections, funding } });
  };
  report();
  return {
    ...{ clock, feed, flows },
    /** Lets time pass in which the exchange confirms funding every minute. */
    pass: (minutes: number) => {
      for (let i = 0; i < minutes; i += 1) {
        clock.advance(MINUTE);
        report();
      }
    },
    move: (amount: number) => {
      collateral += amount;
      report();
    },
    fill: (id: string, values: Partial<Trade>) =>
      feed.change(7, {
        trades: { upsert: [trade({ trade_id: id, timestamp: clock.wallNow(), ...values })] },
      }),
    found: (): Flow[] =>
      [...store.flows.values()].map(({ flow_id, amount, source, confirmed_at }) => ({
        flow_id,
        amount,
        source,
        confirmed_at,
      })),
    compare: async (...hours: [inflow: string, outflow: string][]) => {
      flows.readings(
        7,
        hours.map(([inflow, outflow], i) => ({ timestamp: DAY + (i - 1) * HOUR_MS, inflow, outflow })),
      );
      await new Promise(setImmediate);
    },
  };
}

describe('cash flows', () => {
  it('are derived from a lasting step of collateral that nothing explains', () => {
    const { pass, move, found } = setUp();
    pass(3);
    move(-250.5);
    pass(3);
    expect(found()).toMatchObject([{ amount: '-250.500000', source: 'derived', confirmed_at: null }]);
  });

  it('are not found in fills, fees and funding, whichever is reported first', () => {
    const { pass, move, fill, feed, clock, found } = setUp();
    pass(3);
    move(40 - 1.5);
    fill('1', { realized_pnl: '40', fee: '1.5' });
    pass(3);
    const paid = {
      funding_id: '1',
      market_id: 0,
      symbol: 'ETH',
      timestamp: clock.wallNow(),
      change: '-3',
      rate: '0.1',
    };
    feed.change(7, {
      funding: { upsert: [{ ...paid, position_size: '1', position_side: 'long', discount: '0' }] },
    });
    move(-3);
    pass(3);
    expect(found()).toEqual([]);
  });

  it('are not derived while fills may be missing', () => {
    const { pass, move, feed, found } = setUp();
    pass(3);
    const gap = {
      gap_id: 'g',
      account_index: 7,
      cause: 'stream-lost',
      opened_at: 1,
      closed_at: null,
      complete: null,
    };
    feed.change(7, { gaps: { upsert: [gap as never] } }, 'gap');
    move(75);
    pass(5);
    feed.change(7, { gaps: { upsert: [{ ...gap, closed_at: 2, complete: false } as never] } }, 'gap');
    pass(5);
    expect(found()).toEqual([]);
  });

  it('are confirmed by the figures of the exchange for that hour', async () => {
    const { pass, move, found, compare, clock } = setUp();
    pass(3);
    move(500);
    pass(90);
    await compare(['0', '0'], ['500.00000001', '0'], ['0', '0']);
    expect(found()).toMatchObject([
      { amount: '500.000000', source: 'derived', confirmed_at: clock.wallNow() },
    ]);
  });

  it('follow the exchange where it disagrees, and where nothing was derived', async () => {
    const { pass, move, found, compare } = setUp();
    pass(3);
    move(500);
    pass(90);
    await compare(['0', '0'], ['480', '5'], ['0', '0']);
    expect(found()).toMatchObject([
      { amount: '0', source: 'derived' },
      { flow_id: `in-${DAY}`, amount: '480', source: 'exchange' },
      { flow_id: `out-${DAY}`, amount: '-5', source: 'exchange' },
    ]);
  });

  it('of an hour that has just ended wait until every step in it was found', async () => {
    const { pass, found, compare } = setUp();
    pass(65);
    await compare(['0', '0'], ['480', '5'], ['0', '0']);
    expect(found()).toEqual([]);
    pass(15);
    await compare(['0', '0'], ['480', '5'], ['0', '0']);
    expect(found()).toHaveLength(2);
  });
});
