import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HistoryStore } from '../../src/history/history-store.port.js';
import { OffStore } from '../../src/history/off.store.js';
import { openEmbedded } from '../support/embedded-store.js';
import { ALL_ACCOUNTS, HistoryApp } from '../support/history-app.js';
import { DAY, historyRow, tradeRowOf } from '../support/history-rows.js';
import { ManualClock } from '../support/manual-clock.js';

describe('history over HTTP', () => {
  const clock = new ManualClock(DAY + 1_000_000);
  let dataDir: string;
  let store: HistoryStore;
  let app: HistoryApp;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'history-'));
    store = await openEmbedded(dataDir, {}, { clock });
    app = await HistoryApp.over(store, clock);
    const raw = '{"ask_id":10414574259102759,"price":"1.50"}';
    const many = Array.from({ length: 2_500 }, (_, i) =>
      tradeRowOf(`${i}`, { account_index: 8, timestamp: DAY + i }),
    );
    await store.append([
      tradeRowOf('1', { timestamp: DAY, price: '0.100000000000000000000000000001', raw_data: raw }),
      tradeRowOf('2', { timestamp: DAY + 1, realized_pnl: '12.5', fee: '-0.0005', market: 'a"b,\r\nc' }),
      tradeRowOf('3', { timestamp: DAY + 2, tx_hash: '=1+1' }),
      ...many,
      historyRow('account_snapshots', { equity: '1000.10', collateral: '1000.1', stale: false }),
      historyRow('funding', { funding_id: '1', market_id: 0, change: '-0.25' }),
      historyRow('gaps', { gap_id: 'g', cause: 'start', opened_at: DAY }),
      ...[8, 9].map((account_index) =>
        historyRow('cash_flows', {
          account_index,
          flow_id: 'f',
          timestamp: DAY + 3_600_000,
          amount: '250.00',
        }),
      ),
    ]);
  });
  beforeEach(() => {
    app.principal = ALL_ACCOUNTS;
  });
  afterAll(async () => {
    await app.close();
    await store.close();
    await rm(dataDir, { recursive: true });
  });

  const idsOf = ({ trades }: { trades: Record<string, unknown>[] }) => trades.map((row) => row.trade_id);

  it('lists the trades of an account, newest first, decimals and ids exact', async () => {
    const answer = await app.get('/api/history/trades/7');
    expect(answer).toMatchObject({ account_index: 7, count: 3, next_cursor: null });
    expect(idsOf(answer)).toEqual(['3', '2', '1']);
    expect(answer.trades[2]).toMatchObject({
      exchange: 'lighter',
      network: 'testnet',
      account_index: 7,
      price: '0.100000000000000000000000000001',
      timestamp: '2026-11-01T00:00:00.000Z',
    });
    const { text } = await app.text('/api/history/trades/7');
    expect(text).toContain('"raw_data":{"ask_id":10414574259102759,"price":"1.50"}');
  });

  it('keeps the original defaults: 100 snapshots, 50 trades', async () => {
    expect(await app.get('/api/history/trades')).toMatchObject({
      count: 50,
      trades: expect.any(Array) as [],
    });
    expect(await app.get('/api/history/trades/8')).toMatchObject({ count: 50 });
    const snapshots = [{ equity: '1000.10' }];
    expect(await app.get('/api/history/accounts/7')).toMatchObject({ account_index: 7, count: 1, snapshots });
    expect(await app.get('/api/history/gaps/7')).toMatchObject({ count: 1, gaps: [{ cause: 'start' }] });
    expect(await app.get('/api/history/positions/7')).toMatchObject({ count: 0, positions: [] });
    expect(await app.get('/api/history/orders/7')).toMatchObject({ count: 0, orders: [] });
  });

  it('lists the cash flows of all accounts that the caller sees', async () => {
    const flowsOf = (account_index: number) =>
      expect.objectContaining({ account_index, amount: '250.00' }) as object;
    const all = await app.get('/api/history/cash-flows');
    expect(all).toMatchObject({ count: 2, cash_flows: expect.arrayContaining([flowsOf(8), flowsOf(9)]) });
    app.principal = { ...ALL_ACCOUNTS, accounts: new Set([8]) };
    expect(await app.get('/api/history/cash-flows')).toMatchObject({ count: 1, cash_flows: [flowsOf(8)] });
  });

  it('walks through pages by cursor and span', async () => {
    const first = await app.get(`/api/history/trades/7?limit=2&order=asc`);
    expect(first.count).toBe(2);
    const path = `/api/history/trades/7?limit=2&order=asc&cursor=${String(first.next_cursor)}`;
    expect(idsOf(await app.get(path))).toEqual(['3']);
    const span = await app.get(`/api/history/trades/7?from=${DAY}&to=2026-11-01T00:00:00.002Z`);
    expect(span.count).toBe(2);
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=1001', 'limit'],
    ['limit=ten', 'limit'],
    ['limit=1&limit=2', 'limit'],
    ['from=yesterday', 'from'],
    ['to=2026-13-01', 'to'],
    ['to=2026-02-30', 'to'],
    ['from=5&to=5', 'from'],
    ['cursor=abc', 'cursor'],
    ['order=up', 'order'],
    ['format=xml', 'format'],
    ['color=red', 'color'],
  ])('refuses %s and names the field', async (query, field) => {
    const problem = await app.get(`/api/history/trades/7?${query}`, 400);
    expect(problem.code).toBe('INVALID_REQUEST');
    expect(problem.message).toContain(field);
  });

  it.each([
    'trades/x',
    'equity/7?resolution=2m',
    'pnl?by=color',
    'equity/7?resolution=1m&from=0',
    'equity?accounts=7,x',
    'pnl?accounts=',
  ])('refuses %s', async (path) => {
    expect(await app.get(`/api/history/${path}`, 400)).toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it('streams a whole span as CSV that is safe in a spreadsheet', async () => {
    const { text, type } = await app.text('/api/history/trades/7?format=csv&order=asc');
    expect(type).toBe('text/csv; charset=utf-8');
    expect(text).toMatch(/^id,exchange,network,account_index,timestamp,trade_id,/);
    expect(text).toContain(`"a""b,\r\nc"`);
    expect(text).toContain(`,'=1+1,`);
    expect(text).toContain(',-0.0005,');
    expect(text).toContain('"{""ask_id"":10414574259102759,""price"":""1.50""}"');
    const all = await app.text('/api/history/trades/8?format=csv');
    expect(all.text.split('\r\n')).toHaveLength(2_502);
  });

  it('streams NDJSON, complete or up to a limit', async () => {
    const idsIn = async (path: string) =>
      (await app.text(path)).text
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { trade_id: string }).trade_id);
    const ascending = Array.from({ length: 2_500 }, (_, i) => String(i));
    expect(await idsIn('/api/history/trades/8?format=ndjson&order=asc')).toEqual(ascending);
    expect(await idsIn('/api/history/trades/8?format=ndjson&limit=3')).toEqual(['2499', '2498', '2497']);
  });

  it('returns equity over time', async () => {
    const answer = await app.get('/api/history/equity/7?resolution=1h&from=2026-11-01');
    expect(answer).toMatchObject({ account_index: 7, resolution: '1h', count: 1 });
    const values = {
      equity: '1000.10',
      collateral: '1000.1',
      available_balance: null,
      pnl: null,
      stale: false,
    };
    expect(answer.points).toEqual([{ timestamp: '2026-11-01T00:00:00.000Z', ...values }]);
    expect(await app.get('/api/history/equity/9')).toMatchObject({ count: 0 });
  });

  it('returns one equity curve for several or all accounts', async () => {
    const span = 'resolution=1h&from=2026-11-01';
    const all = await app.get(`/api/history/equity?${span}`);
    expect(all).toMatchObject({ accounts: [7, 8, 9], resolution: '1h', count: 1 });
    expect(all.points).toMatchObject([
      { timestamp: '2026-11-01T00:00:00.000Z', equity: '1000.10', accounts: 1, stale_accounts: 0 },
    ]);
    expect(await app.get(`/api/history/equity?accounts=8,9&${span}`)).toMatchObject({
      accounts: [8, 9],
      count: 0,
    });
  });

  it('sums PnL by account, market and day, with a total', async () => {
    const { rows, total } = await app.get('/api/history/pnl?account_index=7');
    // 0.0875 + 0.0875 - 0.0005 in fees; 12.5 - 0.1745 - 0.25 remains.
    const sums = {
      realized_pnl: '12.5',
      fees: '0.1745',
      funding: '-0.25',
      net: '12.0755',
      cash_flows: '0',
      volume: '750.000000',
    };
    expect(rows).toEqual([{ account_index: 7, ...sums, trades: 3, trades_without_pnl: 2 }]);
    expect(total).toMatchObject({ net: '12.0755', trades: 3 });
    const byMarket = await app.get('/api/history/pnl?by=market');
    expect(byMarket.rows).toMatchObject([{ market_id: 0, market: 'ETH', trades: 2_503 }]);
    const byDay = await app.get('/api/history/pnl?by=day&to=2026-11-02');
    expect(byDay).toMatchObject({ by: 'day', rows: [{ day: '2026-11-01' }], from: null });
    const inBerlin = await app.get('/api/history/pnl?by=day&account_index=7&tz=Europe/Berlin');
    expect(inBerlin).toMatchObject({
      tz: 'Europe/Berlin',
      rows: [{ day_start: '2026-10-31T23:00:00.000Z' }],
    });
    expect(await app.get('/api/history/pnl?tz=Berlin', 400)).toMatchObject({
      message: expect.stringContaining('tz must be an IANA time zone') as string,
    });
  });

  it('reports the change of equity without cash flows, and small curves of all accounts', async () => {
    const index = 9;
    const equity = (minute: number, value: string) =>
      historyRow('account_snapshots', {
        account_index: index,
        timestamp: DAY + minute * 60_000,
        equity: value,
      });
    await store.append([
      ...[equity(0, '100.00'), equity(5, '640.50'), equity(10, '655.5')],
      historyRow('cash_flows', { account_index: index, flow_id: 'in-1', timestamp: DAY + 1, amount: '500' }),
      historyRow('cash_flows', { account_index: index, flow_id: 'in-0', timestamp: DAY - 1, amount: '77' }),
    ]);
    const changes = `/api/history/equity/changes?accounts=${index}&to=${DAY + 600_000}`;
    const change = { account_index: index, closing_equity: '655.5', cash_flows: '500', total_pnl: '55.50' };
    expect(await app.get(`${changes}&from=${DAY}`)).toMatchObject({
      accounts: [{ ...change, opening_equity: '100.00', opening_at: '2026-11-01T00:00:00.000Z' }],
    });
    // Nothing was recorded before: the first record opens the span, and only flows since then count.
    expect((await app.get(`${changes}&from=2026-10-01`)).accounts).toMatchObject([
      { opening_equity: '100.00', ...change },
    ]);
    const span = `points=2&from=${DAY}&to=${DAY + 600_000}`;
    expect(await app.get(`/api/history/equity/curves?accounts=${index}&${span}`)).toEqual({
      times: ['2026-11-01T00:05:00.000Z', '2026-11-01T00:10:00.000Z'],
      accounts: [{ account_index: index, equity: ['640.50', '655.5'] }],
    });
  });

  it("limits every endpoint to the principal's accounts", async () => {
    app.principal = { ...ALL_ACCOUNTS, accounts: new Set([8]) };
    const lists = [
      'accounts',
      'trades',
      'orders',
      'positions',
      'gaps',
      'funding',
      'cash-flows',
      'outages',
      'equity',
    ];
    for (const path of [...lists.map((list) => `${list}/7`), 'pnl?account_index=7', 'trades/7?format=csv']) {
      expect(await app.get(`/api/history/${path}`, 404)).toMatchObject({ code: 'ACCOUNT_NOT_FOUND' });
    }
    const { trades } = await app.get('/api/history/trades?limit=1000');
    expect(new Set(trades.map((row) => row.account_index))).toEqual(new Set([8]));
    expect((await app.get('/api/history/pnl')).rows).toMatchObject([{ account_index: 8 }]);
    expect(await app.get('/api/history/equity')).toMatchObject({ accounts: [8] });
    for (const path of [
      'equity?accounts=8,7',
      'equity/changes?accounts=7',
      'equity/curves?accounts=7',
      'pnl?accounts=7',
    ])
      expect(await app.get(`/api/history/${path}`, 404)).toMatchObject({ code: 'ACCOUNT_NOT_FOUND' });
  });

  it('reports an account that is not configured as not found', async () => {
    await app.get('/api/history/trades/12345', 404);
    await app.get('/api/history/equity/12345', 404);
  });

  it('reports the status of the store', async () => {
    const status = {
      initialized: true,
      persistence_enabled: true,
      backend: 'sqlite',
      lag_rows: 0,
      faults: [],
    };
    expect(await app.get('/api/supabase/status')).toMatchObject(status);
  });

  it('answers 503 when history is switched off', async () => {
    const off = await HistoryApp.over(new OffStore(), clock);
    expect(await off.get('/api/history/trades/7', 503)).toMatchObject({ code: 'HISTORY_OFF' });
    await off.get('/api/history/trades/7?format=csv', 503);
    const status = { initialized: false, persistence_enabled: false, backend: 'off' };
    expect(await off.get('/api/supabase/status')).toMatchObject(status);
    await off.close();
  });
});
