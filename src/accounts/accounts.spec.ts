import {
  anOrder,
  aPosition,
  aTrade,
  polledNow,
  streamedNow,
  ordersUpdate,
  reported,
} from '../../test/support/canonical.js';
import { ethMark } from '../../test/support/state-store.js';
import { fixture } from '../../test/support/fixtures.js';
import { reader, startHttp, type HttpApp } from '../../test/support/http-app.js';
import { AccountsModule } from './accounts.module.js';

let app: HttpApp;

beforeEach(async () => {
  app = await startHttp([AccountsModule]);
});
afterEach(() => app.close());

/** An order whose id is past 2^53, as the exchange would spell it. */
const ORDER_TEXT = '{"order_index":10414574259102759,"order_id":"10414574259102759","price":"1.50"}';
const ROWS = ['{"market_id":0,"position":"1.5000"}', '{"market_id":2,"position":"0.000"}'];
const RAW = fixture('rest-account')
  .replaceAll(':281001,', ':7,')
  .replace(/"positions":\[.*?\],"assets"/s, `"positions":[${ROWS.join()}],"assets"`);

function tellAccount(): void {
  const arrival = polledNow(app.clock);
  const order = anOrder({ order_id: '10414574259102759', market_id: 36, symbol: 'CRV' });
  app.store.apply({ type: 'raw', account_index: 7, arrival, text: RAW });
  app.store.apply({ type: 'summary', account_index: 7, arrival, fields: { collateral: '4000.125000' } });
  app.store.apply(ordersUpdate(7, arrival, 'snapshot', { entity: order, text: ORDER_TEXT, version: 1 }));
  app.store.apply({
    type: 'positions',
    account_index: 7,
    arrival,
    mode: 'snapshot',
    rows: [
      { entity: reported(aPosition()), text: ROWS[0]!, version: 0 },
      {
        entity: reported(aPosition({ market_id: 2, size: '0.000' })),
        text: ROWS[1]!,
        version: 0,
      },
    ],
  });
  app.store.apply({
    type: 'trades',
    account_index: 7,
    arrival,
    rows: [{ entity: aTrade(), text: '{"trade_id":5000001,"price":"2383.90"}', version: 0 }],
  });
  app.store.apply({
    type: 'volumes',
    account_index: 7,
    arrival,
    volumes: {
      daily_volume: '0',
      weekly_volume: '616.60',
      monthly_volume: '1116.6',
      total_volume: '90210.2500000000000001',
    },
  });
}

describe('GET /api/accounts/{index}', () => {
  it('holds the exchange’s own texts digit for digit', async () => {
    tellAccount();
    app.clock.advance(1_500);
    const response = await app.http
      .get('/api/accounts/7')
      .expect(200)
      .expect('content-type', /^application\/json/);
    const last_update = (app.clock.wallNow() - 1_500) / 1000;
    expect(response.text).toBe(
      `{"account":{"account_index":7,"account_name":"Lighter_1_x","raw_data":${RAW},"active_orders":[${ORDER_TEXT}]` +
        `,"orders_known":true,"last_update":${last_update}},"source":"fresh","stale":false,"age":1.5}`,
    );
  });

  it('shows the rows and the money known now inside the exchange’s response', async () => {
    tellAccount();
    app.clock.advance(500);
    const arrival = streamedNow(app.clock);
    const text =
      '{"market_id":0,"position":"2.5000","unrealized_pnl":"50.700000","position_value":"3575.850000"}';
    const moved = reported(aPosition({ size: '2.5000' }));
    app.store.apply({
      type: 'positions',
      account_index: 7,
      arrival,
      mode: 'snapshot',
      rows: [{ entity: moved, text, version: 0 }],
    });
    app.store.apply({ type: 'summary', account_index: 7, arrival, fields: { collateral: '3999.000001' } });
    app.store.apply(ethMark('2400.10', app.clock));
    app.clock.advance(1_000);
    const rows =
      '"positions":[{"market_id":0,"position":"2.5000","unrealized_pnl":"125.000000","position_value":"6000.250000"}]';
    const { body, text: answer } = await app.http.get('/api/accounts/7').expect(200);
    expect(answer).toContain(rows);
    expect(body).toMatchObject({
      account: {
        raw_data: { code: 200, accounts: [{ collateral: '3999.000001', status: 1, total_order_count: 2 }] },
      },
    });
    const listed = await app.http.get('/api/ws/positions/7').expect(200);
    expect(listed.text).toContain('"unrealized_pnl":"125.000000"');
  });

  it('is never missing when configured: first empty and stale, later as last known with its age', async () => {
    const before = await app.http.get('/api/accounts/7').expect(200);
    expect(before.body).toEqual({
      account: {
        account_index: 7,
        account_name: 'Lighter_1_x',
        raw_data: { code: 200, total: 0, accounts: [] },
        active_orders: [],
        orders_known: false,
        last_update: 0,
      },
      source: 'cache',
      stale: true,
      age: -1,
    });
    tellAccount();
    app.clock.advance(60_000);
    const later = await app.http.get('/api/accounts/7').expect(200);
    expect(later.body).toMatchObject({
      source: 'cache',
      stale: true,
      age: 60,
      account: { orders_known: true },
    });
  });

  it('shows what the stream said while the exchange has not responded yet', async () => {
    const text = '{"market_id":0,"position":"2.5000"}';
    app.store.apply({
      type: 'positions',
      account_index: 7,
      arrival: streamedNow(app.clock),
      mode: 'snapshot',
      rows: [{ entity: reported(aPosition({ size: '2.5000' })), text, version: 0 }],
    });
    const { body } = await app.http.get('/api/accounts/7').expect(200);
    const raw = {
      code: 200,
      total: 1,
      accounts: [{ index: 7, account_index: 7, positions: [JSON.parse(text)] }],
    };
    expect(body).toMatchObject({ account: { raw_data: raw } });
  });

  it('refuses an index that is not a number, and does not find hidden or unconfigured accounts', async () => {
    const refused = await app.http.get('/api/accounts/seven').expect(400);
    expect(refused.body).toMatchObject({
      code: 'INVALID_REQUEST',
      detail: expect.stringContaining('account_index must be a whole number'),
    });
    const unknown = await app.http.get('/api/accounts/99').expect(404);
    expect(unknown.body).toEqual({
      statusCode: 404,
      code: 'ACCOUNT_NOT_FOUND',
      error: 'Not Found',
      message: 'Account 99 is not configured',
      detail: 'Account 99 is not configured',
    });
    app.as(reader(3));
    await app.http.get('/api/accounts/7').expect(404);
    await app.http.get('/api/accounts/7/state').expect(404);
    await app.http.get('/api/ws/trades/7').expect(404);
  });

  it('answers 304 until something changes, at any age', async () => {
    tellAccount();
    const first = await app.http.get('/api/accounts/7').expect(200);
    const etag = first.headers['etag'] as string;
    app.clock.advance(1_000);
    const same = await app.http.get('/api/accounts/7').set('If-None-Match', `"other", ${etag}`).expect(304);
    expect(same.text).toBe('');
    expect(same.headers['etag']).toBe(etag);
    app.store.apply(ordersUpdate(7, streamedNow(app.clock), 'snapshot'));
    const changed = await app.http.get('/api/accounts/7').set('If-None-Match', etag).expect(200);
    expect(changed.body).toMatchObject({ account: { active_orders: [] } });
  });

  it('does not answer 304 when only the raw response differs', async () => {
    tellAccount();
    const first = await app.http.get('/api/accounts/7').expect(200);
    const arrival = polledNow(app.clock);
    app.store.apply({ type: 'raw', account_index: 7, arrival, text: '{"code":200}' });
    const second = await app.http
      .get('/api/accounts/7')
      .set('If-None-Match', first.headers['etag'] as string);
    expect(second.body).toMatchObject({ account: { raw_data: { code: 200 } } });
  });
});

describe('GET /api/accounts', () => {
  it('holds every account by its index, with age and ttl', async () => {
    tellAccount();
    app.clock.advance(2_000);
    const response = await app.http.get('/api/accounts').expect(200);
    expect(response.body).toMatchObject({
      accounts: {
        '7': { data: { account_index: 7, raw_data: JSON.parse(RAW) as object }, age: 2, ttl: 5 },
        '3': { data: { account_index: 3, last_update: 0 }, age: -1, ttl: 5 },
      },
    });
  });

  it('shows a key only its own accounts', async () => {
    app.as(reader(3));
    const response = await app.http.get('/api/accounts').expect(200);
    expect(Object.keys((response.body as { accounts: object }).accounts)).toEqual(['3']);
  });
});

describe('GET /api/accounts/{index}/state', () => {
  it('is the canonical account', async () => {
    tellAccount();
    const response = await app.http.get('/api/accounts/7/state').expect(200);
    expect(response.body).toEqual(app.store.account(7));
  });
});

describe('GET /api/ws/{positions,orders,trades}', () => {
  it('keeps the shapes of the exchange: maps from market id', async () => {
    tellAccount();
    app.clock.advance(250);
    const timestamp = (app.clock.wallNow() - 250) / 1000;
    const time = `"timestamp":${timestamp},"age_seconds":0.25`;
    const positions = await app.http.get('/api/ws/positions/7').expect(200);
    expect(positions.text).toBe(
      `{"account_index":7,"positions":{"0":{"market_id":0,"position":"1.5000"},"2":{"market_id":2,"position":"0.000"}}` +
        `,"stale":false,${time}}`,
    );
    const orders = await app.http.get('/api/ws/orders/7').expect(200);
    expect(orders.text).toBe(
      `{"account_index":7,"orders":{"36":[${ORDER_TEXT}]},"orders_count":1,"orders_known":true,"stale":false,${time}}`,
    );
    const trades = await app.http.get('/api/ws/trades/7').expect(200);
    expect(trades.text).toBe(
      `{"account_index":7,"trades":{"0":[{"trade_id":5000001,"price":"2383.90"}]},"trades_count":1,"volumes":` +
        `{"total_volume":90210.2500000000000001,"monthly_volume":1116.6,"weekly_volume":616.60,"daily_volume":0}` +
        `,"stale":false,${time}}`,
    );
  });

  it('lists all accounts with their index as text', async () => {
    const response = await app.http.get('/api/ws/orders').expect(200);
    expect(response.body).toEqual({
      accounts: ['7', '3'].map((account_index) => ({
        account_index,
        orders: {},
        orders_count: 0,
        orders_known: false,
        stale: true,
        timestamp: 0,
        age_seconds: -1,
      })),
      total_accounts: 2,
    });
  });

  it('marks orders without a credential as unknown beside the empty list', async () => {
    app.store.apply({
      type: 'unknown',
      account_index: 7,
      arrival: polledNow(app.clock),
      section: 'orders',
      reason: 'no credential',
    });
    const response = await app.http.get('/api/ws/orders/7').expect(200);
    expect(response.body).toMatchObject({ orders: {}, orders_known: false, stale: false });
  });
});
