import fc from 'fast-check';
import { ALL, FIRST, MirroredProduct } from '../../support/mirrored-product.js';

let product: MirroredProduct;
let index: number;
let other: number;

beforeAll(async () => {
  product = await MirroredProduct.start();
  [index, other] = product.at.accounts.map(({ account_index }) => account_index) as [number, number];
});

afterAll(async () => {
  await product?.stop();
  await product?.simulator.stop();
});

const refusal = (answer: { status: number; body: Record<string, unknown> }): unknown[] => [
  answer.status,
  answer.body.code,
];

describe('REST of the mirror', () => {
  it("answers account with the exchange's own text, digit for digit", async () => {
    const path = `account?by=index&value=${index}`;
    const answer = await product.get(path);
    expect(answer.text).toBe(await product.direct(path));
    expect(answer.headers.get('x-lighter-source')).toMatch(/^(stream|rest)$/);
    expect(Number(answer.headers.get('x-lighter-age-ms'))).toBeGreaterThanOrEqual(0);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('shows a fill in account before the exchange was asked for it again', async () => {
    const { exchange } = product.simulator;
    exchange.deposit(index, '12.5');
    const expected = JSON.parse(await product.direct(`account?by=index&value=${index}`)) as {
      accounts: [{ collateral: string }];
    };
    const { collateral } = expected.accounts[0];
    await product.until(() => product.state().summary?.collateral === collateral);
    const { body } = await product.get(`account?by=index&value=${index}`);
    expect(body.accounts).toEqual([expect.objectContaining({ collateral })]);
  });

  it('finds followed accounts by address, and cuts their rows for accountsByL1Address', async () => {
    const address = product.first.l1_address;
    const answer = await product.get(
      `account?by=l1_address&value=${address.toUpperCase().replace('0X', '0x')}`,
    );
    expect(answer.body).toMatchObject({ code: 200, total: 1, accounts: [{ index }] });
    const theirs = JSON.parse(await product.direct(`accountsByL1Address?l1_address=${address}`)) as {
      sub_accounts: [object];
    };
    const ours = await product.get(`accountsByL1Address?l1_address=${address}`);
    const [row] = ours.body.sub_accounts as [Record<string, unknown>];
    expect(Object.keys(row)).toEqual(Object.keys(theirs.sub_accounts[0]));
    expect(row.available_balance).toBe('');
  });

  it('lists live orders verbatim, with ids beyond 2^53, by market', async () => {
    const { exchange } = product.simulator;
    const order = exchange.placeOrder({
      account: index,
      market: 36,
      side: 'sell',
      price: '9.99999',
      size: '20.0',
    });
    await product.until(() => product.state().orders!.some(({ order_id }) => order_id === String(order.id)));
    const all = await product.get(`accountActiveOrders?account_index=${index}`);
    expect(all.text).toContain(`"order_index":${order.id},`);
    const [newest] = all.body.orders as [{ order_id: string }];
    expect(newest.order_id).toBe(String(order.id));
    const one = await product.get(`accountActiveOrders?account_index=${index}&market_id=36`);
    expect((one.body.orders as { market_index: number }[]).every((row) => row.market_index === 36)).toBe(
      true,
    );
    const spot = await product.get(`accountActiveOrders?account_index=${index}&market_type=spot`);
    expect(spot.text).toBe('{"code":200,"orders":[]}');
  });

  it('checks parameters as the exchange does', async () => {
    for (const path of [
      'account?by=name&value=1',
      'account?by=index',
      'account?by=index&value=x',
      'accountActiveOrders',
      `accountActiveOrders?account_index=${index}&market_type=odd`,
      `accountInactiveOrders?account_index=${index}&limit=101`,
      `accountInactiveOrders?account_index=${index}&account_index=${other}&limit=1`,
    ]) {
      const answer = await product.get(path);
      expect([path, ...refusal(answer)]).toEqual([path, 400, 20001]);
      expect(answer.body.message).toMatch(/^invalid param : /);
    }
  });

  it('answers 29404 for everything that it does not mirror', async () => {
    for (const path of ['nothing', 'tokens', '', '__proto__', 'account/'])
      expect([path, ...refusal(await product.get(`/api/v1/${path}`))]).toEqual([path, 400, 29404]);
  });

  it('passes on what only the exchange knows, once for all who ask', async () => {
    const path = `accountInactiveOrders?account_index=${index}&limit=5`;
    const before = product.simulator.requests.to('accountInactiveOrders').length;
    const answers = await Promise.all(Array.from({ length: 5 }, () => product.get(path)));
    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set([await product.direct(path)]));
    // One for all, and the one that the test sent itself.
    expect(product.simulator.requests.to('accountInactiveOrders').length - before).toBe(2);
    expect(answers[0]!.headers.get('x-lighter-source')).toBe('upstream');
  });

  it('asks the exchange for the catalogue once when 50 clients start together', async () => {
    const before = product.simulator.requests.to('orderBookDetails').length;
    const answers = await Promise.all(Array.from({ length: 50 }, () => product.get('orderBookDetails')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(product.simulator.requests.to('orderBookDetails').length - before).toBe(1);
    const metrics = await product.get('/metrics');
    expect(metrics.text).toMatch(
      /lighter_mirror_answers_total\{endpoint="orderBookDetails",source="upstream"\} 50\n/,
    );
    expect(metrics.text).toMatch(/lighter_mirror_passed_on_total \d+/);
  });

  it('answers mutated questions with no failure but a stale part', async () => {
    const parts = [
      'account',
      'trades',
      'accountActiveOrders',
      'by=index',
      `value=${index}`,
      'limit=1',
      'limit=-1',
    ];
    const more = [
      `account_index=${index}`,
      'sort_by=timestamp',
      'cursor=eyJpZCI6IjEifQ==',
      '%',
      '&',
      '?',
      '\u0000',
      '//',
    ];
    const seen = new Set<number>();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...parts, ...more), { maxLength: 6 }), async (words) => {
        const [endpoint = '', ...query] = words;
        const { status, body } = await product.get(encodeURI(`${endpoint}?${query.join('&')}`));
        seen.add(status);
        if (status >= 500) expect([status, body.code]).toEqual([503, 29500]);
      }),
      { numRuns: Number(process.env.MIRROR_MUTATIONS ?? 500) },
    );
    expect(seen).toContain(400);
  });

  it('serves kept trades with the PnL of the account, and passes older pages on', async () => {
    const { exchange } = product.simulator;
    for (let at = 0; at < 8; at++) {
      const order = exchange.placeOrder({
        account: index,
        market: 0,
        side: at % 2 ? 'sell' : 'buy',
        price: '2000.00',
        size: '0.1000',
      });
      exchange.fillOrder(order.id);
    }
    const newest = exchange.account(index).trades.at(-1)!.id;
    await product.until(() => product.state().trades![0]!.trade_id === String(newest));
    const ask = async (more = ''): Promise<Record<string, unknown>[]> => {
      const { status, body } = await product.get(
        `trades?account_index=${index}&sort_by=timestamp&limit=3${more}`,
      );
      expect(status).toBe(200);
      cursor = body.next_cursor as string;
      return body.trades as Record<string, unknown>[];
    };
    let cursor = '';
    const before = product.simulator.requests.to('trades').length;
    const pages = [await ask(), await ask(`&cursor=${cursor}`)];
    expect(product.simulator.requests.to('trades').length).toBe(before);
    const theirs = JSON.parse(
      await product.direct(`trades?account_index=${index}&sort_by=timestamp&limit=6`),
    ) as {
      trades: Record<string, unknown>[];
    };
    const own = (rows: Record<string, unknown>[]): unknown[] =>
      rows.map(({ ask_account_pnl, bid_account_pnl, ...row }) => ({
        ...row,
        pnl: Number(row.bid_account_id === index ? bid_account_pnl : ask_account_pnl),
      }));
    expect(own(pages.flat())).toEqual(own(theirs.trades));
    const all: string[] = pages.flat().map(({ trade_id_str }) => trade_id_str as string);
    while (cursor)
      all.push(...(await ask(`&cursor=${cursor}`)).map(({ trade_id_str }) => trade_id_str as string));
    expect(new Set(all).size).toBe(all.length);
    expect(all.length).toBe(exchange.account(index).trades.length);
    await product.fresh();
  });

  it('lists the markets as the last poll did, without a question to the exchange', async () => {
    const before = product.simulator.requests.to('orderBooks').length;
    const { text, headers } = await product.get('orderBooks');
    expect(headers.get('x-lighter-source')).toBe('rest');
    expect(product.simulator.requests.to('orderBooks')).toHaveLength(before);
    expect(text).toBe(await product.direct('orderBooks'));
  });

  it('reports the status of the exchange to programs, and its page to browsers', async () => {
    expect((await product.get('/', {})).body).toMatchObject({ status: 200, network_id: 1 });
    const page = await fetch(product.url, { headers: { accept: 'text/html,*/*' } });
    expect(await page.text()).toContain('dashboard');
    expect((await product.get('/info')).body).toHaveProperty('contract_address');
  });

  it('refuses transactions in a form that no client takes for an accepted one', async () => {
    const response = await fetch(`${product.url}/api/v1/sendTx`, {
      method: 'POST',
      headers: { 'x-api-key': ALL },
      body: new URLSearchParams({ tx_type: '14', tx_info: '{}' }),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      code: 21515,
      message: 'transaction is not allowed: this is a read-only mirror',
    });
    expect(product.simulator.requests.to('sendTx')).toHaveLength(0);
  });
});

describe('who may ask the mirror', () => {
  const path = (): string => `account?by=index&value=${index}`;
  const orders = (of = index): string => `accountActiveOrders?account_index=${of}`;

  it.each<[string, Record<string, string>]>([
    ['X-API-Key', { 'x-api-key': FIRST }],
    ['a bearer', { authorization: `Bearer ${FIRST}` }],
    ['the password of Basic', { authorization: `Basic ${btoa(`x:${FIRST}`)}` }],
    ['the user of Basic', { authorization: `Basic ${btoa(FIRST)}` }],
    ["the place of the exchange's token", { authorization: FIRST }],
  ])('accepts a key as %s, for its own accounts only', async (_, headers) => {
    expect((await product.get(path(), headers)).status).toBe(200);
    expect(refusal(await product.get(`account?by=index&value=${other}`, headers))).toEqual([400, 21100]);
    expect(refusal(await product.get(orders(other), headers))).toEqual([400, 21100]);
  });

  it('refuses nobody, wrong keys, and keys in the URL', async () => {
    const nobody = await product.get(path(), {});
    expect(refusal(nobody)).toEqual([400, 20001]);
    expect(nobody.body.message).toContain('send an API key of this service');
    expect(refusal(await product.get(path(), { 'x-api-key': 'wrong' }))).toEqual([401, 20013]);
    expect(refusal(await product.get(path(), { authorization: 'Bearer wrong' }))).toEqual([401, 20013]);
    for (const name of ['auth', 'authorization']) {
      const answer = await product.get(`${path()}&${name}=${FIRST}`, {});
      expect(refusal(answer)).toEqual([401, 20013]);
      expect(answer.body.message).toContain('not accepted in URLs');
    }
    // Nor in the path, unless switched on.
    expect(refusal(await product.get(`/as/${FIRST}/api/v1/${path()}`, {}))).toEqual([401, 20013]);
  });

  it.each(['api_key', 'token', 'AUTH'])(
    'never passes a key in the URL on to the exchange: %s',
    async (name) => {
      const answer = await product.get(`announcement?${name}=${FIRST}`, { 'x-api-key': ALL });
      expect(refusal(answer)).toEqual([401, 20013]);
      expect(product.simulator.requests.all.some(({ path: asked }) => asked.includes(FIRST))).toBe(false);
    },
  );

  it("accepts tokens that the account's own key signed, in the header and in the URL", async () => {
    const token = product.sign();
    expect((await product.get(orders(), { authorization: token })).status).toBe(200);
    expect((await product.get(`${orders()}&auth=${token}`, {})).status).toBe(200);
    expect((await product.get(`${orders()}&authorization=${token}`, {})).status).toBe(200);
    expect(refusal(await product.get(orders(other), { authorization: token }))).toEqual([400, 21100]);
    expect(product.simulator.requests.all.some(({ path: asked }) => asked.includes(token))).toBe(false);
  });

  it('refuses forged, expired, far and foreign tokens', async () => {
    const now = Math.floor(Date.now() / 1000);
    const forged = product.sign().replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    for (const token of [
      forged,
      product.sign({ deadline: now - 1 }),
      product.sign({ deadline: now + 9 * 3600 }),
      product.sign({ accountIndex: other }),
      product.sign({ apiKeyIndex: 77 }),
      product.first.read_only_token,
    ])
      expect(refusal(await product.get(orders(), { authorization: token }))).toEqual([401, 20013]);
  });
});
