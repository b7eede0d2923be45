import {
  aFunding,
  anOrder,
  aPosition,
  aTrade,
  fromStream,
  ordersUpdate,
  positionsUpdate,
  sourced,
  tradesUpdate,
  reported,
} from '../../../test/support/canonical.js';
import { ethMark, setUpStore, STATE_OPTIONS_FOR_TESTS } from '../../../test/support/state-store.js';
import { ChangeRows } from './change-rows.js';
import type { OpenRows } from '../history-store.port.js';
import { orderRow, positionRow, type RowContext } from './row-builders.js';

const NOTHING_OPEN: OpenRows = { positions: [], orders: [], outages: [] };

const BEFORE: RowContext = {
  ...{ account_index: 7, at: 1, raw: null, symbolOf: () => null },
  origin: { epoch: 'before', seq: 1, received_at: 1 },
};

/** Rows that the real state makes of updates. */
function setUp(open = NOTHING_OPEN, tradesKept = 500) {
  const { store } = setUpStore({ ...STATE_OPTIONS_FOR_TESTS, tradesKept });
  const rows: Record<string, unknown>[] = [];
  const changeRows = new ChangeRows(store, store, open);
  store.subscribe('history', (change, cause) => {
    for (const { table, values } of changeRows.of(change, cause)) rows.push({ table, ...values });
  });
  return { store, rows };
}

describe('rows of changes keep what the exchange itself said', () => {
  it('of an order that has ended', () => {
    const { store, rows } = setUp();
    const filled = anOrder({ status: 'filled', transaction_time: 1792000000500 });
    store.apply(ordersUpdate(7, fromStream(1), 'snapshot', sourced(anOrder(), 1)));
    store.apply(ordersUpdate(7, fromStream(2), 'update', sourced(filled, 2)));
    expect(rows.map(({ status, raw_data }) => [status, raw_data])).toEqual([
      ['open', JSON.stringify(anOrder())],
      ['filled', JSON.stringify(filled)],
    ]);
  });

  it('of trades older than those kept in the state', () => {
    const { store, rows } = setUp(NOTHING_OPEN, 1);
    const trades = ['3', '2', '1'].map((trade_id) => aTrade({ trade_id }));
    store.apply(tradesUpdate(7, fromStream(1), ...trades));
    expect(rows.map(({ raw_data }) => raw_data)).toEqual(trades.map((trade) => JSON.stringify(trade)));
  });

  it('of funding', () => {
    const { store, rows } = setUp();
    const paid = sourced(aFunding());
    store.apply({ type: 'funding', account_index: 7, arrival: fromStream(1), rows: [paid] });
    expect(rows).toMatchObject([{ table: 'funding', change: '-0.012000', raw_data: paid.text }]);
  });

  it('of a position that closed unseen, with its PnL and funding', () => {
    const open = positionRow(aPosition(), 'opened', BEFORE);
    const { store, rows } = setUp({ ...NOTHING_OPEN, positions: [open] });
    const flat = aPosition({ size: '0.0000', realized_pnl: '77.10', total_funding_paid_out: '0.6' });
    store.apply(positionsUpdate(7, fromStream(1), 'snapshot', flat));
    expect(rows).toMatchObject([
      { event: 'closed', side: 'long', realized_pnl: '77.10', total_funding_paid_out: '0.6' },
    ]);
    expect(rows[0]?.raw_data).toBe(JSON.stringify(reported(flat)));
  });
});

it('orders that ended unobserved are gone once a whole list omits them, not before', () => {
  const [one, two] = ['1', '2'].map((order_id) => anOrder({ order_id }));
  const orders = [one!, two!].map((order) => orderRow(order, BEFORE));
  const { store, rows } = setUp({ ...NOTHING_OPEN, orders });
  store.apply(ordersUpdate(7, fromStream(1), 'update', sourced(anOrder({ order_id: '3' }), 1)));
  expect(rows.map(({ order_id, status }) => [order_id, status])).toEqual([['3', 'open']]);
  store.apply(ordersUpdate(7, fromStream(2), 'snapshot', sourced(two!, 2)));
  expect(rows.slice(1)).toMatchObject([
    { order_id: '3', status: 'gone' },
    { order_id: '1', status: 'gone' },
  ]);
});

it('an order that ended unseen gets its real end once it is known', () => {
  const { store, rows } = setUp();
  store.apply(ordersUpdate(7, fromStream(1), 'snapshot', sourced(anOrder(), 1)));
  store.apply(ordersUpdate(7, fromStream(2), 'snapshot'));
  const filled = anOrder({ status: 'filled', transaction_time: 1792000000500 });
  store.apply(ordersUpdate(7, fromStream(3), 'update', sourced(filled, 2)));
  expect(rows.map(({ status }) => status)).toEqual(['open', 'gone', 'filled']);
});

it('positions of other accounts stay open when one account has none any more', () => {
  const others = positionRow(aPosition(), 'opened', { ...BEFORE, account_index: 8 });
  const { store, rows } = setUp({ ...NOTHING_OPEN, positions: [others] });
  store.apply(positionsUpdate(7, fromStream(1), 'snapshot', aPosition()));
  store.apply(positionsUpdate(7, fromStream(2), 'snapshot', aPosition({ size: '-0.1000' })));
  store.apply(positionsUpdate(7, fromStream(3), 'snapshot'));
  expect(rows.map(({ account_index, event }) => [account_index, event])).toEqual([
    [7, 'opened'],
    [7, 'flipped'],
    [7, 'closed'],
  ]);
});

it('rows name a market once it is known, those of trades that came before included', () => {
  const { store, rows } = setUp();
  const trade = aTrade({ symbol: '0' });
  store.apply(tradesUpdate(7, fromStream(1), trade));
  store.apply(ethMark('2500.00'));
  store.apply(tradesUpdate(7, fromStream(2), { ...trade, trade_id: '5000002' }));
  expect(rows.map(({ trade_id, market }) => [trade_id, market])).toEqual([
    [trade.trade_id, '0'],
    [trade.trade_id, 'ETH'],
    ['5000002', 'ETH'],
  ]);
});
