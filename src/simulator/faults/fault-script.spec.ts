import { once } from 'node:events';
import { WebSocket } from 'ws';
import { runSimulator, type RunningSimulator } from '../../../test/support/running-simulator.js';
import type { SocketClient } from '../../../test/support/socket-client.js';

const ACCOUNT = 'account?by=index&value=281001';

describe('the fault script', () => {
  let run: RunningSimulator;
  const clients: SocketClient[] = [];

  beforeEach(async () => {
    run = await runSimulator();
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await run.simulator.stop();
  });

  const open = async (query?: string): Promise<SocketClient> => {
    const client = await run.open(query);
    clients.push(client);
    return client;
  };

  /** A client that follows the orders of an account. */
  const follow = async (index: number): Promise<SocketClient> => {
    const client = await open();
    const credentials = run.at.accounts.find(({ account_index }) => account_index === index);
    client.subscribe(`account_all_orders/${index}`, credentials?.read_only_token);
    await client.typed('subscribed/account_all_orders');
    return client;
  };

  const refusedUpgrade = async (): Promise<{ status: number; body: string }> => {
    const socket = new WebSocket(run.at.wsUrl);
    const [, response] = (await once(socket, 'unexpected-response')) as [
      unknown,
      AsyncIterable<Buffer> & { statusCode: number },
    ];
    let body = '';
    for await (const chunk of response) body += chunk.toString();
    return { status: response.statusCode, body };
  };

  describe('on the stream', () => {
    it('cuts the connections of one account, or closes them with a code', async () => {
      const [one, two] = [await follow(281_001), await follow(281_002)];
      expect(run.simulator.faults.ws.drop({ account: 281_001 })).toBe(1);
      expect((await one.end()).code).toBe(1006);
      expect(two.closed).toBeNull();
      run.simulator.faults.ws.drop({}, { code: 1012, reason: 'restart' });
      expect(await two.end()).toEqual({ code: 1012, reason: 'restart' });
    });

    it('stalls everything including pongs, and delivers it when lifted', async () => {
      const client = await follow(281_001);
      const stall = run.simulator.faults.ws.stall();
      const late = await open();
      let ponged = false;
      client.socket.once('pong', () => (ponged = true));
      client.socket.ping();
      run.simulator.exchange.trade(281_001, 0, 'buy', '0.1');
      await run.get(ACCOUNT);
      expect([client.frames.length, late.frames.length, ponged]).toEqual([2, 0, false]);
      stall.lift();
      await client.typed('update/account_all_orders');
      await late.typed('connected');
    });

    it('stalls current and later followers of an account', async () => {
      const other = await follow(281_002);
      const stall = run.simulator.faults.ws.stall({ account: 281_001 });
      const late = await open();
      late.subscribe('user_stats/281001');
      run.simulator.exchange.trade(281_002, 0, 'buy', '0.1');
      await other.typed('update/account_all_orders');
      while (run.simulator.subscriptions.length < 2) await run.get('orderBooks');
      expect(late.frames.map(({ type }) => type)).toEqual(['connected']);
      stall.lift();
      await late.typed('subscribed/user_stats');
    });

    it('drops pongs of both kinds', async () => {
      const client = await open();
      run.simulator.faults.ws.dropPongs();
      let ponged = false;
      client.socket.once('pong', () => (ponged = true));
      client.socket.ping();
      client.send({ type: 'ping' });
      client.send('{');
      await client.error(30000);
      expect([ponged, client.frames.some(({ type }) => type === 'pong')]).toEqual([false, false]);
      run.simulator.faults.ws.dropPongs(false);
      client.send({ type: 'ping' });
      await client.typed('pong');
    });

    it('sends any frame, binary ones too', async () => {
      const client = await open();
      run.simulator.faults.ws.send('{"type":"update/account_all_orders","orders":[null');
      run.simulator.faults.ws.send(Buffer.from([0, 1, 2]));
      await client.typed('unparsable');
      await client.typed('binary');
    });

    it('announces a shutdown and closes at that time', async () => {
      const client = await open();
      run.simulator.faults.ws.shutdown(1000);
      expect(await client.typed('shutdown')).toEqual({ type: 'shutdown', close_in_ms: 1000 });
      expect(client.closed).toBeNull();
      run.clock.advance(1000);
      expect((await client.end()).code).toBe(1001);
    });

    it('sends a JSON ping and closes sockets that stay silent', async () => {
      const [answering, silent] = [await open(), await open()];
      run.simulator.faults.ws.pingJson(5000);
      await Promise.all([answering.typed('ping'), silent.typed('ping')]);
      answering.send({ type: 'pong' });
      answering.send('{');
      await answering.error(30000);
      run.clock.advance(5000);
      expect(await silent.end()).toEqual({ code: 1008, reason: 'no pong' });
      expect(answering.closed).toBeNull();
    });

    it('refuses upgrades, and answers a plain GET with the geo block', async () => {
      const { faults } = run.simulator;
      faults.ws.refuseUpgrade('rate-limit', 1);
      expect((await refusedUpgrade()).status).toBe(429);
      faults.ws.refuseUpgrade('html-403', 1);
      expect((await refusedUpgrade()).status).toBe(403);
      faults.ws.refuseUpgrade({ status: 502 }, 1);
      expect((await refusedUpgrade()).status).toBe(502);
      faults.ws.refuseUpgrade('geo-block');
      const { status, body } = await refusedUpgrade();
      expect([status, (JSON.parse(body) as { code: number }).code]).toEqual([400, 20558]);
      expect(((await (await fetch(`${run.at.url}/stream`)).json()) as { code: number }).code).toBe(20558);
      const client = await open('?readonly=true');
      await client.typed('connected');
      expect((await run.get(ACCOUNT)).status).toBe(200);
    });

    it('refuses or ignores subscriptions by channel', async () => {
      const client = await open();
      const token = run.account.read_only_token;
      run.simulator.faults.ws.refuseSubscribe('account_all_orders', 30012, 1);
      run.simulator.faults.ws.ignoreSubscribe('user_stats:281001', 1);
      client.subscribe('account_all_orders/281001', token);
      client.subscribe('user_stats/281001');
      client.subscribe('account_all/281001');
      await client.error(30012);
      await client.typed('subscribed/account_all');
      expect(run.simulator.subscriptions).toEqual(['account_all:281001']);
      client.subscribe('account_all_orders/281001', token);
      client.subscribe('user_stats/281001');
      await client.typed('subscribed/user_stats');
      expect(run.simulator.subscriptions).toHaveLength(3);
    });

    it('drops and repeats pushed frames', async () => {
      const client = await follow(281_001);
      const { exchange, faults } = run.simulator;
      faults.ws.lose('account_all_orders', 1);
      faults.ws.repeat('account_all_orders', 1);
      const [lost, twice] = [
        exchange.trade(281_001, 0, 'buy', '0.1'),
        exchange.trade(281_001, 0, 'sell', '0.1'),
      ];
      await client.next(() => client.texts.length === 4);
      const text = client.texts.join();
      expect(text).not.toContain(`"${lost.bid.orderId}"`);
      expect(text.split(`"order_id":"${twice.ask.orderId}"`)).toHaveLength(3);
    });

    it('cuts off the end of pushed frames', async () => {
      const client = await follow(281_001);
      const fault = run.simulator.faults.ws.truncate('account_all_orders', 1);
      run.simulator.exchange.trade(281_001, 0, 'buy', '0.1');
      await client.typed('unparsable');
      expect(client.texts.at(-1)).toMatch(/^{"channel":"account_all_orders:281001"/);
      run.simulator.exchange.trade(281_001, 0, 'sell', '0.1');
      await client.typed('update/account_all_orders');
      expect(fault.hits).toBe(1);
    });
  });

  it('leaves an upgrade hanging until the exchange stops', async () => {
    const fault = run.simulator.faults.ws.refuseUpgrade('hang');
    const socket = new WebSocket(run.at.wsUrl);
    const failed = new Promise<Error>((resolve) => socket.once('error', resolve));
    while (fault.hits === 0) await run.get('orderBooks');
    expect(socket.readyState).toBe(WebSocket.CONNECTING);
    await run.simulator.stop();
    expect((await failed).message).toContain('socket hang up');
  });

  it('revokes, expires and refuses tokens', async () => {
    const { tokens } = run.simulator.faults;
    const ask = async (index: number): Promise<unknown> => {
      const token = run.at.accounts.find(({ account_index }) => account_index === index)?.read_only_token;
      const { status, text } = await run.get(`accountActiveOrders?account_index=${index}`, token);
      return [status, (JSON.parse(text) as { code: number }).code];
    };
    tokens.revoke(281_001);
    tokens.expire(281_002);
    tokens.refuse(281_003);
    expect([await ask(281_001), await ask(281_002), await ask(281_003)]).toEqual([
      [401, 61006],
      [401, 20013],
      [401, 20013],
    ]);
    tokens.accept(281_003);
    expect(await ask(281_003)).toEqual([200, 200]);
  });

  it('lifts every fault on clear', async () => {
    const { faults } = run.simulator;
    faults.rest('*', { status: 500 });
    faults.ws.refuseUpgrade('rate-limit');
    faults.ws.stall();
    faults.clear();
    expect((await run.get(ACCOUNT)).status).toBe(200);
    await (await open()).typed('connected');
  });
});
