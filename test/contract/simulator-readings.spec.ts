// Long: one suite for all readings, each with its own running exchange.
import http from 'node:http';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { Account } from '../../src/simulator/exchange/account.js';
import { settleIo } from '../support/until.js';
import { runSimulator, type RunningSimulator } from '../support/running-simulator.js';

interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
}

/** A GET without the decoding that `fetch` does. */
function rawGet(url: string, token: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { headers: { authorization: token } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    request.on('error', reject);
  });
}

interface Row {
  [key: string]: unknown;
}
interface Body {
  code: number;
  orders: Row[];
  trades: Row[];
  accounts: { positions: Row[]; assets: Row[]; collateral: string; transaction_time: number }[];
  next_cursor?: string;
}

describe('readings of the simulated exchange', () => {
  let run: RunningSimulator;
  let index: number;

  afterEach(() => run.simulator.stop());

  async function start(options: Parameters<typeof runSimulator>[0] = { limits: 'off' }): Promise<void> {
    run = await runSimulator({ accounts: 2, ...options });
    index = run.account.account_index;
  }

  const read = async (path: string): Promise<Body> => JSON.parse((await run.get(path)).text) as Body;
  const account = async () => (await read(`account?by=index&value=${index}`)).accounts[0]!;
  const orderIds = async () =>
    (await read(`accountActiveOrders?account_index=${index}`)).orders.map((order) => order['order_id']);

  describe('limits', () => {
    it.each([
      [true, 1],
      [false, 0],
    ])('count protocol pings among 200 messages a minute: %s', async (pingsCount, refused) => {
      await start({ limits: { pingsCount } });
      const client = await run.open();
      for (let i = 0; i < 200; i++) client.socket.ping();
      client.subscribe('market_stats/all');
      await client.next((frame) => frame.type === 'subscribed/market_stats' || 'error' in frame);
      expect(run.simulator.refusedByLimits.messages).toBe(refused);
      client.close();
    });
  });

  describe('REST copies', () => {
    it('lag behind the stream by the given time', async () => {
      await start();
      const order = run.simulator.exchange.placeOrder({
        account: index,
        market: 1,
        side: 'buy',
        size: '0.001',
        price: '60000.0',
      });
      const before = await account();
      run.clock.advance(10_000);
      run.simulator.faults.rest('*', { lagMs: 800 });
      run.simulator.exchange.cancelOrder(order.id);
      run.simulator.exchange.trade(index, 1, 'buy', '0.00100');
      expect(await orderIds()).toContain(String(order.id));
      expect(await account()).toEqual(before);
      run.clock.advance(799);
      expect(await account()).toEqual(before);
      run.clock.advance(1);
      expect(await orderIds()).not.toContain(String(order.id));
      expect((await account()).transaction_time).toBeGreaterThan(before.transaction_time);
    });

    it('lag in trades and finished orders too', async () => {
      await start();
      run.clock.advance(10_000);
      const trade = run.simulator.exchange.trade(index, 1, 'buy', '0.00100');
      run.simulator.faults.rest('*', { lagMs: 1500 });
      const path = `trades?account_index=${index}&sort_by=timestamp&limit=5`;
      expect((await read(path)).trades[0]?.['trade_id']).toBeLessThan(trade.id);
      run.clock.advance(1500);
      expect((await read(path)).trades[0]?.['trade_id']).toBe(trade.id);
    });

    it('alternate between copies when several lags are given', async () => {
      await start();
      run.clock.advance(10_000);
      const order = run.simulator.exchange.placeOrder({
        account: index,
        market: 1,
        side: 'buy',
        size: '0.001',
        price: '60000.0',
      });
      run.simulator.faults.rest('accountActiveOrders', { lagMs: [0, 4000] });
      const seen = [await orderIds(), await orderIds(), await orderIds()].map((ids) =>
        ids.includes(String(order.id)),
      );
      expect(seen).toEqual([false, true, false]);
    });
  });

  describe('REST answers', () => {
    it('that arrive late show the state and the time of when they were asked', async () => {
      await start();
      const { exchange, faults } = run.simulator;
      const before = await account();
      const asked = run.clock.wallNow();
      const fault = faults.rest('account', { delayMs: 8000 }, 1);
      const late = fetch(`${run.at.url}/api/v1/account?by=index&value=${index}`);
      while (fault.hits === 0) await run.get('orderBooks');
      exchange.trade(index, 1, 'buy', '0.00100');
      run.clock.advance(8000);
      const answer = await late;
      expect(((await answer.json()) as Body).accounts).toEqual([before]);
      expect(Date.parse(answer.headers.get('date') ?? '')).toBe(asked);
      expect(await account()).not.toEqual(before);
    });

    it('overtake each other when several delays are given', async () => {
      await start();
      const fault = run.simulator.faults.rest('accountActiveOrders', { delayMs: [0, 4000] });
      const arrived: string[] = [];
      const first = orderIds().then(() => arrived.push('first'));
      while (fault.hits === 0) await run.get('orderBooks');
      await orderIds().then(() => arrived.push('second'));
      run.clock.advance(4000);
      await first;
      expect(arrived).toEqual(['second', 'first']);
    });
  });

  describe('tokens', () => {
    it('stop when a token is revoked silently, and continue after a subscription with a new one', async () => {
      await start();
      const client = await run.open();
      client.subscribe(`account_all_orders/${index}`, run.account.read_only_token);
      await client.typed('subscribed/account_all_orders');
      run.simulator.faults.tokens.revokeSilently(index);
      const order = run.simulator.exchange.placeOrder({
        account: index,
        market: 1,
        side: 'buy',
        size: '0.001',
        price: '60000.0',
      });
      client.send({ type: 'ping' });
      await client.typed('pong');
      expect(client.texts.join()).not.toContain(String(order.id));
      expect((await run.get(`accountActiveOrders?account_index=${index}`)).status).toBe(401);
      expect(client.closed).toBeNull();
      client.close();
    });
  });

  describe('rows', () => {
    it('have blank, absent and odd fields in REST and stream, ids kept digit by digit', async () => {
      await start();
      const { exchange, faults } = run.simulator;
      const order = exchange.placeOrder({
        account: index,
        market: 36,
        side: 'buy',
        size: '40.0',
        price: '0.50000',
      });
      faults.rows.add({ row: 'order', where: { order_id: order.id } }, { price: '' });
      faults.rows.add(
        { row: 'position', account: index, via: 'rest' },
        { realized_pnl: undefined, leverage: '' },
      );
      faults.rows.add({ row: 'asset', account: index, where: { asset_id: 3 } }, { balance: '' });
      const { text } = await run.get(`accountActiveOrders?account_index=${index}`);
      const orders = (JSON.parse(text) as Body).orders;
      expect(orders.filter((row) => row['price'] === '')).toHaveLength(1);
      expect(text).toContain(`"order_index":${order.id}`);
      const rest = await account();
      expect(rest.positions.every((row) => !('realized_pnl' in row) && row['leverage'] === '')).toBe(true);
      expect(rest.assets.map((row) => row['balance'])).toContain('');

      const client = await run.open();
      client.subscribe(`account_all_orders/${index}`, run.account.read_only_token);
      await client.typed('subscribed/account_all_orders');
      expect(client.texts.join()).toContain('"price":""');
      client.subscribe(`account_all_positions/${index}`, run.account.read_only_token);
      expect(JSON.stringify(await client.typed('subscribed/account_all_positions'))).toContain(
        'realized_pnl',
      );
      client.close();
    });

    it('omit whole fields of one kind of frame', async () => {
      await start();
      run.simulator.faults.rows.add(
        { row: 'frame', in: 'account_all_trades', phase: 'subscribed' },
        { daily_volume: undefined, weekly_volume: null, trades: undefined },
      );
      const client = await run.open();
      client.subscribe(`account_all_trades/${index}`, run.account.read_only_token);
      const frame = await client.typed('subscribed/account_all_trades');
      expect(frame).toMatchObject({ weekly_volume: null });
      expect('daily_volume' in frame || 'trades' in frame).toBe(false);
      client.close();
    });

    it('end an unreadable market and an absent trading mode, and nothing else', async () => {
      await start();
      run.simulator.faults.rows.add(
        { row: 'market', where: { market_id: 1 } },
        { supported_size_decimals: undefined },
      );
      run.simulator.faults.rows.add({ row: 'account' }, { account_trading_mode: undefined }, 1);
      const { text } = await run.get('orderBooks', null);
      expect(text.match(/supported_size_decimals/g)).toHaveLength(4);
      expect(await account()).not.toHaveProperty('account_trading_mode');
      expect(await account()).toHaveProperty('account_trading_mode', 0);
    });
  });

  describe('answers', () => {
    it.each([
      ['gzip', gunzipSync],
      ['br', brotliDecompressSync],
      ['deflate', inflateSync],
    ] as const)('come in %s, with and without the header', async (coding, decode) => {
      await start();
      const url = `${run.at.url}/api/v1/account?by=index&value=${index}`;
      const plain = await rawGet(url, run.account.read_only_token);
      run.simulator.faults.rest('account', { coding }, 1);
      const named = await rawGet(url, run.account.read_only_token);
      expect(named.headers['content-encoding']).toBe(coding);
      expect(decode(named.body)).toEqual(plain.body);
      run.simulator.faults.rest('account', { coding, header: false }, 1);
      const unnamed = await rawGet(url, run.account.read_only_token);
      expect(unnamed.headers['content-encoding']).toBeUndefined();
      expect(decode(unnamed.body)).toEqual(plain.body);
    });

    it('are empty with status 200', async () => {
      await start();
      run.simulator.faults.rest('*', 'empty');
      expect((await account()).positions).toEqual([]);
      expect(await orderIds()).toEqual([]);
      expect(await read(`trades?account_index=${index}&sort_by=timestamp&limit=5`)).toEqual({
        code: 200,
        trades: [],
      });
    });

    it('have a cursor that leads back to the same page', async () => {
      await start();
      run.simulator.faults.rest('trades', 'loop');
      const path = `trades?account_index=${index}&sort_by=timestamp&limit=3`;
      const first = await read(path);
      const again = await read(`${path}&cursor=${encodeURIComponent(first.next_cursor ?? '')}`);
      expect(again.trades).toEqual(first.trades);
      expect(again.next_cursor).toBe(first.next_cursor);
    });

    it('refuse a signature with 400 and 29500', async () => {
      await start();
      run.simulator.faults.rest('trades', 'bad-signature', 1);
      const { status, text } = await run.get(`trades?account_index=${index}&sort_by=timestamp&limit=3`);
      expect([status, text]).toEqual([
        400,
        '{"code":29500,"message":"internal server error: invalid signature"}',
      ]);
    });

    it("carry the date of the exchange's own clock", async () => {
      await start();
      const { headers } = await rawGet(`${run.at.url}/`, '');
      expect(Date.parse(headers.date ?? '')).toBe(run.clock.wallNow());
    });
  });

  describe('connections', () => {
    it('are refused for one source address only, with any Retry-After', async () => {
      await start();
      const refusal = { status: 429, headers: { 'retry-after': '31536000' } };
      run.simulator.faults.ws.refuseUpgrade(refusal, Infinity, '127.0.0.9');
      const client = await run.open();
      client.close();
      run.simulator.faults.ws.refuseUpgrade(refusal, 1, '127.0.0.1');
      await expect(run.open()).rejects.toThrow('429');
    });

    it('are half-open: nothing gets through, and lifting delivers nothing', async () => {
      await start();
      const client = await run.open();
      client.subscribe('market_stats/all');
      await client.typed('subscribed/market_stats');
      const fault = run.simulator.faults.ws.halfOpen();
      const seen = client.frames.length;
      client.send({ type: 'ping' });
      run.simulator.exchange.setPrice(1, '65000.0');
      await settleIo();
      expect(client.frames).toHaveLength(seen);
      fault.lift();
      expect(await client.end()).toMatchObject({ code: 1006 });
      expect(client.frames).toHaveLength(seen);
    });

    it('refuse a subscription only after a delay', async () => {
      await start();
      run.simulator.faults.ws.refuseSubscribe('market_stats', 30012, 1, 'try later', 3000);
      const client = await run.open();
      client.subscribe('market_stats/all');
      await settleIo();
      expect(client.frames.map(({ type }) => type)).toEqual(['connected']);
      run.clock.advance(3000);
      await client.error(30012);
      client.close();
    });
  });

  describe('a reset', () => {
    it('empties every account and numbers trades from below the old ones', async () => {
      await start();
      const [before] = run.simulator.exchange.account(index).trades.slice(-1);
      await run.simulator.restart(() => run.simulator.exchange.reset());
      expect(await orderIds()).toEqual([]);
      const after = run.simulator.exchange.trade(index, 1, 'buy', '0.00100');
      expect(after.id).toBeLessThan(before!.id);
      const { trades } = await read(`trades?account_index=${index}&sort_by=timestamp&limit=5`);
      expect(trades.map((row) => row['trade_id'])).toEqual([after.id]);
    });
  });

  describe('the history', () => {
    it('has every state of an account and every mark, each with its start and end', async () => {
      await start({ limits: 'off', historyMs: Infinity });
      const { exchange } = run.simulator;
      const sizeAt = (time: number) => exchange.history.accountAt(index, time).positions.get(1)?.size ?? 0n;
      const [t0, s0] = [run.clock.monotonic(), sizeAt(0)];
      run.clock.advance(1000);
      exchange.trade(index, 1, 'buy', '0.00100');
      run.clock.advance(1000);
      exchange.setPrice(1, '65000.0');
      run.clock.advance(60_000);
      exchange.trade(index, 1, 'buy', '0.00100');
      expect([999, 1000, 61_999, 62_000].map((ms) => sizeAt(t0 + ms) - s0)).toEqual([0n, 100n, 100n, 200n]);
      expect([1999, 2000].map((ms) => exchange.history.markAt(1, t0 + ms))).toEqual([641_000n, 650_000n]);
      const view = ({ positions }: Account): unknown[] => {
        const position = positions.get(1);
        return [(position?.size ?? 0n) - s0, position?.market.mark];
      };
      expect([...exchange.history.viewsOf(index, t0 + 1, t0 + 62_000)].map(view)).toEqual([
        [200n, 650_000n],
        [100n, 650_000n],
        [100n, 641_000n],
        [0n, undefined],
      ]);
      expect(
        exchange.history
          .statesOf(index, t0, t0 + 62_000)
          .map(({ positions }) => positions.get(1)?.size ?? 0n),
      ).toEqual([s0, s0 + 100n, s0 + 200n]);
    });
  });
});
