import { once } from 'node:events';
import { WebSocket } from 'ws';
import { runSimulator, type RunningSimulator } from '../../../test/support/running-simulator.js';
import type { SocketClient } from '../../../test/support/socket-client.js';

describe('the stream', () => {
  let run: RunningSimulator;
  const clients: SocketClient[] = [];

  const open = async (query?: string): Promise<SocketClient> => {
    const client = await run.open(query);
    clients.push(client);
    await client.typed('connected');
    return client;
  };

  const start = async (options?: Parameters<typeof runSimulator>[0]): Promise<void> => {
    run = await runSimulator(options);
  };

  /** Resolves when everything sent so far has been answered. */
  const settled = async (client: SocketClient): Promise<void> => {
    client.socket.ping('settled');
    await once(client.socket, 'pong');
  };

  const refusedUpgrade = async (url: string): Promise<number> => {
    const socket = new WebSocket(url);
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
    return response.statusCode;
  };

  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await run.simulator.stop();
  });

  it('sends a second snapshot only after unsubscribing', async () => {
    await start();
    const client = await open();
    const { read_only_token: token, account_index: index } = run.account;
    client.subscribe(`account_all_orders/${index}`, token);
    await client.typed('subscribed/account_all_orders');
    client.subscribe(`account_all_orders/${index}`, token);
    expect(await client.error(30003)).toEqual({
      error: { code: 30003, message: `Already Subscribed to : account_all_orders:${index}` },
    });
    client.send({ type: 'unsubscribe', channel: `account_all_orders/${index}` });
    await client.typed('unsubscribed');
    const seen = client.frames.length;
    expect(client.frames.filter(({ type }) => type === 'subscribed/account_all_orders')).toHaveLength(1);
    client.subscribe(`account_all_orders/${index}`, token);
    await client.typed('subscribed/account_all_orders', seen);
    expect(run.simulator.subscriptions).toEqual([`account_all_orders:${index}`]);
  });

  it('takes transactions, records their bytes, and refuses those of unknown accounts', async () => {
    await start();
    const client = await open();
    const { account_index: index } = run.account;
    const message = (account: number, type = 'sendtx'): string =>
      `{"type":"jsonapi/${type}","data":{"id": 7,"tx_type": 14,"tx_info": {"AccountIndex": ${account},"BaseAmount": 9007199254740993}}}`;
    const answerTo = async (text: string): Promise<unknown> => {
      const before = client.frames.length;
      client.socket.send(text);
      await settled(client);
      return client.frames[before];
    };
    expect(await answerTo(message(index))).toMatchObject({
      ...{ type: 'jsonapi/sendtx', id: 7, code: 200, tx_hash: expect.stringMatching(/^[0-9a-f]{80}$/) },
    });
    const refusal = { code: 21100, message: 'account not found' };
    expect(await answerTo(message(5))).toEqual({
      ...{ type: 'jsonapi/sendtx', id: 7, ...refusal, error: refusal },
    });
    const batch = `{"type":"jsonapi/sendtxbatch","data":{"id":"b","tx_types":"[14]","tx_infos":"[{\\"AccountIndex\\":${index}}]"}}`;
    expect(await answerTo(batch)).toMatchObject({ type: 'jsonapi/sendtxbatch', id: 'b', code: 200 });
    expect(await answerTo(message(index, 'cancel'))).toMatchObject({ error: { code: 30001 } });
    expect(run.simulator.requests.transactions.map(({ body }) => body.toString())).toEqual([
      ...[message(index), message(5), batch],
    ]);
  });

  it('accepts each token for its own account only; public channels need none', async () => {
    await start();
    const client = await open();
    const { account_index: index } = run.account;
    const [, other] = run.at.accounts;
    for (const channel of ['account_all', 'user_stats']) {
      client.subscribe(`${channel}/${index}`);
      await client.typed(`subscribed/${channel}`);
    }
    for (const channel of [
      'account_all_positions',
      'account_all_trades',
      'account_all_assets',
      'account_all_orders',
    ]) {
      const seen = client.frames.length;
      client.subscribe(`${channel}/${index}`);
      expect(await client.error(20001, seen)).toEqual({
        error: { code: 20001, message: `invalid param : auth field is required: ${channel}:${index}` },
      });
      client.subscribe(`${channel}/${index}`, other?.read_only_token);
      await client.error(20013, seen);
    }
  });

  it('can make positions and trades public', async () => {
    await start({ authForPositions: false, authForTrades: false });
    const client = await open();
    for (const channel of ['account_all_positions', 'account_all_trades']) {
      client.subscribe(`${channel}/${run.account.account_index}`);
      await client.typed(`subscribed/${channel}`);
    }
  });

  it.each([
    'account_all/1',
    'market_stats/7',
    'account_all_orders:281001',
    'order_book/7',
    'candle/0/2m',
    'account_orders/7/281001',
    '',
  ])('knows no channel %p', async (channel) => {
    await start();
    const client = await open();
    client.subscribe(channel, run.account.read_only_token);
    await client.error(30005);
  });

  it('pushes only changes, with a flat position as a zero row', async () => {
    await start();
    const client = await open();
    const { read_only_token: token, account_index: index } = run.account;
    run.simulator.exchange.trade(index, 1, 'sell', '0.01000');
    client.subscribe(`account_all_positions/${index}`, token);
    await client.typed('subscribed/account_all_positions');
    run.simulator.exchange.closePosition(index, 1);
    const { positions } = await client.typed('update/account_all_positions');
    expect(positions).toEqual({
      1: expect.objectContaining({
        ...{
          sign: 1,
          position: '0.00000',
          avg_entry_price: '0.0',
          position_value: '-0.000000',
          liquidation_price: '0',
        },
      }) as object,
    });
  });

  it('reports the end of an order once, with its final status', async () => {
    await start();
    const client = await open();
    const { read_only_token: token, account_index: index } = run.account;
    const { exchange } = run.simulator;
    const order = exchange.placeOrder({
      account: index,
      market: 36,
      side: 'buy',
      size: '100.0',
      price: '0.5',
    });
    client.subscribe(`account_all_orders/${index}`, token);
    await client.typed('subscribed/account_all_orders');
    exchange.cancelOrder(order.id, 'canceled-expired');
    exchange.trade(index, 36, 'buy', '100.0');
    await client.next(
      () => client.frames.filter(({ type }) => type === 'update/account_all_orders').length === 2,
    );
    const text = client.texts.filter((one) => one.includes('update/account_all_orders')).join();
    expect(text).toContain(`"order_index":${order.id},`);
    expect(text.split('"status":"canceled-expired"')).toHaveLength(2);
    expect(text.split('"status":"filled"')).toHaveLength(2);
    expect((await run.get(`accountActiveOrders?account_index=${index}`)).text).not.toContain(
      String(order.id),
    );
  });

  it('closes only clients silent for two minutes', async () => {
    await start();
    const silent = await open();
    const pinging = await open();
    const talking = await open();
    for (let i = 0; i < 4; i += 1) {
      run.clock.advance(30_000);
      pinging.socket.ping();
      talking.send({ type: 'ping' });
      await Promise.all([settled(pinging), talking.typed('pong', i)]);
    }
    expect((await silent.end()).code).toBe(1008);
    expect([pinging.closed, talking.closed]).toEqual([null, null]);
    run.clock.advance(120_000);
    expect((await pinging.end()).code).toBe(1008);
  });

  it('refuses the 201st message a minute across all sockets of an IP', async () => {
    await start({ limits: { inFlight: Infinity } });
    const [one, two] = [await open(), await open()];
    for (let i = 0; i < 99; i += 1) for (const client of [one, two]) client.send({ type: 'ping' });
    // Two protocol pings, which count too.
    await Promise.all([settled(one), settled(two)]);
    one.send({ type: 'ping' });
    expect(await one.error(30009)).toEqual({
      error: { code: 30009, message: 'Too Many Websocket Messages!' },
    });
    run.clock.advance(60_000);
    const seen = two.frames.length;
    two.send({ type: 'ping' });
    await two.typed('pong', seen);
  });

  it('refuses the 51st unanswered message', async () => {
    await start();
    const client = await open();
    const stall = run.simulator.faults.ws.stall();
    for (let i = 0; i < 51; i += 1) client.send({ type: 'ping' });
    await new Promise<void>((resolve) => {
      const check = (): void =>
        run.simulator.sessions[0]?.received === 51 ? resolve() : void setImmediate(check);
      check();
    });
    stall.lift();
    await client.error(30010);
    await settled(client);
    expect(client.frames.filter(({ type }) => type === 'pong')).toHaveLength(50);
  });

  it('limits connections, new connections, subscriptions and accounts', async () => {
    await start({
      accounts: 4,
      limits: {
        connections: 2,
        newConnectionsPerMinute: 4,
        subscriptionsPerConnection: 3,
        accountsPerConnection: 2,
      },
    });
    const [one] = [await open(), await open()];
    const third = await run.open();
    clients.push(third);
    expect(await third.error(23003)).toEqual({ error: { code: 23003, message: 'Too Many Connections!' } });
    expect((await third.end()).code).toBe(1008);
    clients.push(await run.open());
    expect(await refusedUpgrade(run.at.wsUrl)).toBe(429);
    expect(run.simulator.requests.refusedByLimit).toBe(1);
    one.subscribe('user_stats/281001');
    one.subscribe('user_stats/281002');
    one.subscribe('user_stats/281003');
    expect(await one.error(23002)).toEqual({
      error: { code: 23002, message: 'Too Many Different Accounts!' },
    });
    one.subscribe('account_all/281001');
    one.subscribe('account_all/281002');
    expect(await one.error(23001)).toEqual({ error: { code: 23001, message: 'Too Many Subscriptions!' } });
  });

  it('listens only at /stream', async () => {
    await start();
    expect(await refusedUpgrade(run.at.wsUrl.replace('/stream', '/ws'))).toBe(400);
  });
});
