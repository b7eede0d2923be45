import { fixture } from '../../../test/support/fixtures.js';
import { MalformedFrame } from './malformed-frame.js';
import {
  mapAccountResponse,
  mapFundingResponse,
  mapMarketsResponse,
  mapOrdersPage,
  mapTier,
  mapTradesResponse,
  ordersSnapshot,
} from './response.js';

const context = {
  accountIndex: 281001,
  askedMono: 1000,
  receivedAt: 1200,
  receivedMono: 1200,
  symbolOf: (id: number) => ({ 0: 'ETH', 1: 'BTC' })[id] ?? String(id),
};
const arrival = { source: 'rest', asked_mono: 1000, received_at: 1200, received_mono: 1200 };

const ordersOf = (...pages: string[]) =>
  ordersSnapshot(
    pages.map((text) => mapOrdersPage(text, context)),
    context,
  );

describe('the REST mapper', () => {
  it('maps an account: text, summary, signed positions, flat rows, assets', () => {
    const text = fixture('rest-account');
    const [raw, summary, positions, assets] = mapAccountResponse(text, context);
    expect(raw).toEqual({
      type: 'raw',
      text,
      account_index: 281001,
      arrival: { ...arrival, exchange_at: 1792000000000 },
    });
    expect(summary).toMatchObject({
      type: 'summary',
      fields: {
        collateral: '4000.125000',
        total_asset_value: '4052.206250',
        account_trading_mode: 0,
        total_order_count: 2,
      },
    });
    expect(positions).toMatchObject({ type: 'positions', mode: 'snapshot' });
    const rows = positions?.type === 'positions' ? positions.rows : [];
    expect(rows.map(({ entity }) => [entity.market_id, entity.size])).toEqual([
      [0, '1.5000'],
      [1, '-0.01250'],
      [2, '0.000'],
    ]);
    expect(JSON.parse(rows[1]!.text)).toMatchObject({ market_id: 1, sign: -1, position: '0.01250' });
    expect(rows[1]!.entity.total_funding_paid_out).toBeUndefined();
    expect(assets).toMatchObject({
      type: 'assets',
      mode: 'snapshot',
      rows: [{ entity: { asset_id: 3, margin_balance: '4000.125000' } }, { entity: { asset_id: 1 } }],
    });
  });

  it('maps live orders: sides, times in ms, versions in µs', () => {
    const text = fixture('rest-accountActiveOrders');
    const [orders] = ordersOf(text);
    const rows = orders?.type === 'orders' ? orders.rows : [];
    expect(rows[0]).toMatchObject({
      version: 1792000000000000,
      entity: {
        order_id: '281476929510110',
        client_order_id: '790001',
        symbol: 'ETH',
        side: 'sell',
        price: '2500.00',
        order_expiry: 1794419200000,
        created_at: 1792000000000,
        transaction_time: 1792000000000,
      },
    });
    expect(rows[1]!.entity).toMatchObject({ side: 'buy', symbol: 'BTC', filled_base_amount: '0.00200' });
    expect(ordersOf(fixture('rest-accountActiveOrders-empty'))[0]).toMatchObject({
      mode: 'snapshot',
      rows: [],
    });
  });

  it('joins the pages of one reading into one snapshot', () => {
    const text = fixture('rest-accountActiveOrders');
    const updates = ordersOf(text, text);
    expect(updates.map((update) => update.type === 'orders' && update.rows.length)).toEqual([6]);
  });

  it("maps trades from the account's side with exact fees", () => {
    const page = mapTradesResponse(fixture('rest-trades'), context);
    expect(page.cursor).toBe('eyJpZCI6MjY0MTIwMDA3Nzd9');
    expect(page.update.rows).toHaveLength(2);
    expect(page.update.rows[0]!.entity).toMatchObject({
      trade_id: '26412422124',
      side: 'sell',
      role: 'maker',
      fee: '0',
      realized_pnl: '29.980000',
      position_size_before: '1.7000',
      order_id: '281476929510110',
      client_order_id: '790001',
      timestamp: 1792000030412,
    });
    expect(page.update.rows[1]!.entity).toMatchObject({
      side: 'buy',
      role: 'maker',
      realized_pnl: '11.796500',
    });
    const taker = mapTradesResponse(fixture('rest-trades'), { ...context, accountIndex: 317068 });
    expect(taker.update.rows.map(({ entity }) => [entity.side, entity.role, entity.fee])).toEqual([
      ['buy', 'taker', '0.098'],
    ]);
  });

  it('skips unreadable trades of a page and reports their ids', () => {
    const { trades } = JSON.parse(fixture('rest-trades')) as { trades: object[] };
    const spoiled = [{ ...trades[0], trade_id_str: '12', price: 'x' }, { trade_id: [] }, ...trades];
    const page = mapTradesResponse(JSON.stringify({ trades: spoiled }), context);
    expect(page.update.rows).toHaveLength(trades.length);
    expect(page.update.unreadable).toMatchObject([{ id: '12', field: 'price' }, { id: null }]);
  });

  it('maps funding, markets and tier', () => {
    expect(mapFundingResponse(fixture('rest-positionFunding'), context).update).toMatchObject({
      type: 'funding',
      rows: [
        {
          entity: {
            funding_id: '91231',
            symbol: 'ETH',
            timestamp: 1791996400000,
            change: '-0.021300',
            position_side: 'long',
          },
          text: expect.stringContaining('"funding_id"') as string,
        },
      ],
    });
    const markets = mapMarketsResponse(fixture('rest-orderBooks'), context);
    expect(
      markets.type === 'markets' && markets.markets.map(({ symbol, market_type }) => [symbol, market_type]),
    ).toContainEqual(['ETH/USDC', 'spot']);
    expect(mapTier(fixture('rest-accountLimits'))).toBe('standard');
  });

  it('keeps an order id beyond 2^53 exact', () => {
    const text = fixture('rest-accountActiveOrders')
      .replace(/"order_id":"\d+",?/g, '')
      .replace(/"order_index":\d+/, '"order_index":10414574259102759');
    const [orders] = ordersOf(text);
    expect(orders?.type === 'orders' && orders.rows[0]!.entity.order_id).toBe('10414574259102759');
  });

  it('reads an account around a bad field, position, asset or missing list', () => {
    const spoiled = fixture('rest-account')
      .replace('"4000.125000"', '"secret"')
      .replace('"sign":-1', '"sign":0')
      .replace(/"balance":"[^"]*"/, '"balance":""');
    const updates = mapAccountResponse(spoiled, context);
    const whole = mapAccountResponse(fixture('rest-account'), context);
    const unreadable = updates.map((update) => ('unreadable' in update ? update.unreadable : []));
    expect(unreadable).toMatchObject([
      [],
      [{ id: null, field: 'collateral', reason: 'is not a decimal' }],
      [{ field: 'sign', reason: 'is neither 1 nor -1' }],
      [{ field: 'balance', reason: 'is not a decimal' }],
    ]);
    expect(JSON.stringify(unreadable)).not.toContain('secret');
    const lengths = (all: typeof updates): number[] =>
      all.map((each) => ('rows' in each ? each.rows.length : 1));
    expect(lengths(updates)).toEqual(lengths(whole).map((length, at) => (at < 2 ? length : length - 1)));
    const { accounts } = JSON.parse(fixture('rest-account')) as { accounts: object[] };
    const without = { accounts: accounts.map((account) => ({ ...account, positions: undefined })) };
    expect(mapAccountResponse(JSON.stringify(without), context)[2]).toMatchObject({
      mode: 'update',
      rows: [],
      unreadable: [{ id: null, field: 'positions' }],
    });
  });

  it('lists the readable markets of a catalogue with a bad one', () => {
    const { order_books } = JSON.parse(fixture('rest-orderBooks')) as { order_books: object[] };
    const [first, ...others] = order_books;
    const spoiled = { order_books: [{ ...first, supported_size_decimals: undefined }, ...others] };
    expect(mapMarketsResponse(JSON.stringify(spoiled), context)).toMatchObject({
      markets: { length: others.length },
      unreadable: [{ field: 'supported_size_decimals' }],
    });
  });

  it.each([
    ['not JSON', '<html>403</html>', 'expected a value'],
    ['no list', '{"code":200}', 'accounts is missing'],
    ['another account', fixture('rest-account').replaceAll('281001', '7'), 'the account asked for'],
  ])('refuses %s and names the field, not the content', (_, text, reason) => {
    const read = (): unknown => mapAccountResponse(text, context);
    expect(read).toThrow(MalformedFrame);
    expect(read).toThrow(reason);
    expect(read).not.toThrow('secret');
  });
});
