import { once } from 'node:events';
import { connect } from 'node:net';
import { runSimulator, type RunningSimulator } from '../../../test/support/running-simulator.js';
import { parsePrivateKey } from '../../lighter/signing/keys.js';
import { signAuthToken } from '../../lighter/signing/auth-token.js';

describe('REST', () => {
  let run: RunningSimulator;

  const start = async (options?: Parameters<typeof runSimulator>[0]): Promise<void> => {
    run = await runSimulator(options);
  };

  afterEach(() => run.simulator.stop());

  const ask = async (path: string, auth?: string | null): Promise<[number, number]> => {
    const { status, text } = await run.get(path, auth);
    return [status, (JSON.parse(text) as { code: number }).code];
  };

  const rows = async (path: string, key: string): Promise<Record<string, unknown>[]> =>
    (JSON.parse((await run.get(path)).text) as Record<string, Record<string, unknown>[]>)[key] ?? [];

  const signed = (): string =>
    signAuthToken({
      accountIndex: run.account.account_index,
      apiKeyIndex: run.account.api_key_index,
      deadline: run.clock.wallNow() / 1000 + 7 * 3600,
      privateKey: parsePrivateKey(run.account.private_key),
    });

  const post = async (
    path: string,
    fields: Record<string, string>,
    auth: string,
  ): Promise<Record<string, unknown>> => {
    const headers = { authorization: auth };
    const response = await fetch(`${run.at.url}/api/v1/${path}`, {
      method: 'POST',
      headers,
      body: new URLSearchParams(fields),
    });
    return { status: response.status, ...((await response.json()) as object) };
  };

  it('refuses gated endpoints without a token with 400, with a bad one with 401', async () => {
    await start();
    for (const path of [
      'accountActiveOrders?',
      'accountInactiveOrders?limit=1&',
      'trades?sort_by=timestamp&limit=1&',
      'accountLimits?',
      'positionFunding?limit=1&',
      'tokens?',
    ]) {
      const full = `${path}account_index=281001`;
      expect(await ask(full, null)).toEqual([400, 20001]);
      expect(await ask(full, 'nonsense')).toEqual([401, 20013]);
      expect(await ask(full, run.at.accounts[1]?.read_only_token)).toEqual([401, 20013]);
      expect(await ask(full, signed())).toEqual([200, 200]);
    }
  });

  it('accepts the token in the query too', async () => {
    await start();
    expect(
      await ask(`accountActiveOrders?account_index=281001&auth=${run.account.read_only_token}`, null),
    ).toEqual([200, 200]);
  });

  it.each([
    'account?by=index',
    'account?by=name&value=1',
    'account?by=index&value=x',
    'accountActiveOrders',
    'accountActiveOrders?account_index=-1',
    'accountInactiveOrders?account_index=281001&limit=101',
    'trades?account_index=281001&limit=5',
    'trades?account_index=281001&limit=0&sort_by=timestamp',
    'trades?account_index=281001&limit=5&sort_by=timestamp&cursor=zzz',
    'trades?account_index=281001&limit=5&sort_by=timestamp&role=both',
    'nextNonce?account_index=281001',
  ])('refuses %s with 20001', async (path) => {
    await start();
    expect(await ask(path)).toEqual([400, 20001]);
  });

  it('finds accounts by their L1 address, sub-accounts included', async () => {
    await start({ accounts: 3, accountsPerAddress: 2 });
    const found = await rows(
      `account?by=l1_address&value=${run.account.l1_address.toUpperCase().replace('0X', '0x')}`,
      'accounts',
    );
    expect(found.map(({ index, account_type }) => [index, account_type])).toEqual([
      [281_001, 0],
      [281_002, 1],
    ]);
    expect(await ask('account?by=l1_address&value=0x0')).toEqual([400, 21100]);
  });

  it('filters orders and trades', async () => {
    await start({ limits: 'off' });
    const { exchange } = run.simulator;
    exchange.placeOrder({ account: 281_001, market: 1, side: 'sell', size: '0.01', price: '70000' });
    const trade = exchange.trade(281_001, 1, 'buy', '0.01');
    const orders = await rows('accountActiveOrders?account_index=281001&market_id=1', 'orders');
    expect(orders.every(({ market_index }) => market_index === 1)).toBe(true);
    expect(await rows('accountActiveOrders?account_index=281001&market_type=spot', 'orders')).toEqual([]);
    const base = 'trades?account_index=281001&sort_by=timestamp&limit=100';
    expect(
      (
        await rows(`${base}&market_id=1&role=taker&ask_filter=0&order_index=${trade.bid.orderId}`, 'trades')
      )[0],
    ).toMatchObject({ trade_id: trade.id });
    expect(await rows(`${base}&role=maker`, 'trades')).toEqual([]);
    expect(await rows(`${base}&type=liquidation`, 'trades')).toEqual([]);
    const oldestFirst = await rows(`${base}&sort_dir=asc`, 'trades');
    expect(oldestFirst.at(-1)).toMatchObject({ trade_id: trade.id });
  });

  it('pages through finished orders, newest first', async () => {
    await start({ limits: 'off' });
    const placed = Array.from({ length: 5 }, () =>
      run.simulator.exchange.placeOrder({
        account: 281_001,
        market: 0,
        side: 'buy',
        size: '0.1',
        price: '2000',
      }),
    );
    for (const { id } of placed) run.simulator.exchange.cancelOrder(id);
    const seen: unknown[] = [];
    let cursor = '';
    for (let page = 0; page < 3; page += 1) {
      const { text } = await run.get(`accountInactiveOrders?account_index=281001&limit=2&cursor=${cursor}`);
      const body = JSON.parse(text) as { orders: { order_id: string }[]; next_cursor: string };
      seen.push(...body.orders.map(({ order_id }) => order_id));
      cursor = body.next_cursor;
    }
    expect(seen.slice(0, 5)).toEqual(placed.map(({ id }) => String(id)).reverse());
  });

  it('creates, lists and revokes read-only tokens for a signed token only', async () => {
    await start({ limits: 'off' });
    const expiry = String(run.clock.wallNow() / 1000 + 30 * 86_400);
    const wanted = {
      account_index: '281001',
      name: 'bot',
      expiry,
      sub_account_access: 'true',
      scopes: 'read.*',
    };
    expect(await post('tokens/create', wanted, run.account.read_only_token)).toMatchObject({
      status: 401,
      code: 20013,
    });
    const made = await post('tokens/create', wanted, signed());
    expect(made).toMatchObject({
      status: 200,
      api_token: expect.stringMatching(/^ro:281001:all:\d+:[0-9a-f]{24}$/) as string,
    });
    const token = String(made['api_token']);
    expect(await ask('accountActiveOrders?account_index=281001', token)).toEqual([200, 200]);
    const listed = (await run.get('tokens?account_index=281001', signed())).text;
    expect(listed).toContain('"name":"bot"');
    expect(listed).not.toContain(token);
    expect(
      await post('tokens/revoke', { account_index: '281001', token_id: String(made['token_id']) }, signed()),
    ).toMatchObject({ revoked: true });
    expect(await ask('accountActiveOrders?account_index=281001', token)).toEqual([401, 61006]);
    expect(await post('tokens/revoke', { account_index: '281001', token_id: '99' }, signed())).toMatchObject({
      code: 61005,
    });
  });

  it('enforces the standard tier per IP and per L1 address, and logs every request', async () => {
    await start();
    for (let i = 0; i < 60; i += 1) expect((await run.get('account?by=index&value=281001')).status).toBe(200);
    expect(await ask('orderBooks')).toEqual([429, 23000]);
    expect(run.simulator.requests.refusedByLimit).toBe(1);
    expect(run.simulator.requests.all[0]).toEqual({
      ...{
        at: run.clock.wallNow(),
        ip: '127.0.0.1',
        method: 'GET',
        path: '/api/v1/account',
        endpoint: 'account',
      },
      ...{ account: 281_001, status: 200, auth: 'read-only' },
    });
    run.clock.advance(60_000);
    expect(await ask('orderBooks')).toEqual([200, 200]);
  });

  it('survives an unparsable request line and a truncated body', async () => {
    await start();
    const { port } = new URL(run.at.url);
    const say = async (text: string): Promise<string> => {
      const socket = connect(Number(port), '127.0.0.1');
      socket.write(text);
      const [data] = (await once(socket, 'data')) as [Buffer];
      socket.destroy();
      return data.toString();
    };
    expect(await say('GET // HTTP/1.1\r\nhost: x\r\n\r\n')).toContain('29404');
    const cut = connect(Number(port), '127.0.0.1');
    cut.write('POST /api/v1/tokens/create HTTP/1.1\r\nhost: x\r\ncontent-length: 50\r\n\r\nname=', () =>
      cut.destroy(),
    );
    await once(cut, 'close');
    expect(await ask('orderBooks')).toEqual([200, 200]);
  });

  it('answers 29404 for an unknown path or method', async () => {
    await start();
    expect(await ask('constructor')).toEqual([400, 29404]);
    expect(await post('account', {}, '')).toMatchObject({ status: 400, code: 29404 });
  });
});
