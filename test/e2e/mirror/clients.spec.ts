import { FIRST, MirroredProduct } from '../../support/mirrored-product.js';
import { ExchangeOpenApi } from '../../support/strict-shapes.js';
import { type Outcomes, runClient } from '../../support/mirror-client.js';

/** Follow what happens: their results differ in when they were taken. */
const WATCHED = /^watch|^unWatch/;

let product: MirroredProduct;

beforeAll(async () => {
  // ccxt shows no token for fills.
  product = await MirroredProduct.start({}, { authForTrades: false });
  const { exchange } = product.simulator;
  const account = product.first.account_index;
  for (const [market, price, size] of [
    [0, '1000.00', '0.5000'],
    [36, '0.20000', '100.0'],
  ] as const)
    exchange.placeOrder({ account, market, side: 'buy', price, size });
  await product.fresh();
  // The row of the account comes by REST alone, so it counts the new orders only after the next poll.
  const countedBy = async (url: string, headers: Record<string, string> = {}): Promise<unknown> => {
    const answer = await fetch(`${url}/api/v1/account?by=index&value=${account}`, { headers });
    const { accounts } = (await answer.json()) as { accounts?: { total_order_count: number }[] };
    return accounts?.[0]?.total_order_count;
  };
  const counted = await countedBy(product.at.url);
  while ((await countedBy(product.url, { 'X-API-Key': FIRST })) !== counted);
});

afterAll(async () => {
  await product?.stop();
  await product?.simulator.stop();
});

/** The client at the mirror with a key of this service, or at the exchange itself. */
function run(
  script: string,
  at: 'mirror' | 'exchange',
  { token = FIRST, watching }: { token?: string; watching?: () => Promise<void> } = {},
): Promise<Outcomes> {
  const { url, wsUrl } = product.at;
  const isMirror = at === 'mirror';
  const { account_index, l1_address, read_only_token } = product.first;
  const settings = {
    url: isMirror ? product.url : url,
    wsUrl: isMirror ? `${product.url.replace('http', 'ws')}/stream` : wsUrl,
    account: account_index,
    address: l1_address,
    token: isMirror ? token : read_only_token,
    headers: (isMirror ? { 'X-API-Key': FIRST } : {}) as Record<string, string>,
    settleMs: 500,
  };
  return runClient(script, settings, watching);
}

/** The outcomes without what the exchange itself words differently by REST and by stream, or does not keep up to date. */
function comparable(name: string, outcome: unknown): unknown {
  const text = JSON.stringify({ outcome }).replace(/("integrator_\w+"):"0"/g, '$1:""');
  if (name === 'accountActiveOrders') {
    const { orders } = (JSON.parse(text) as { outcome: { result: { orders: { order_id: string }[] } } })
      .outcome.result;
    return orders.sort((a, b) => a.order_id.localeCompare(b.order_id));
  }
  if (name !== 'accountsByL1Address') return JSON.parse(text);
  return JSON.parse(text.replace(/("(?:transaction_time|status|collateral)"):("[^"]*"|\d+)/g, '$1:0'));
}

describe('unmodified clients of the exchange', () => {
  it("the exchange's own TypeScript client reads the same from the mirror", async () => {
    const [mirrored, direct] = await Promise.all([
      run('official-calls.mjs', 'mirror', { token: 'anything' }),
      run('official-calls.mjs', 'exchange'),
    ]);
    expect(direct.size).toBe(16);
    for (const [name, outcome] of direct)
      expect([name, comparable(name, mirrored.get(name))]).toEqual([name, comparable(name, outcome)]);
    for (const [name, { error }] of direct) expect([name, error]).toEqual([name, undefined]);
  });

  it("answers have the shapes of the exchange's own OpenAPI document", async () => {
    const document = new ExchangeOpenApi();
    const { account_index: index, l1_address, read_only_token } = product.first;
    const paths = [
      ...[`account?by=index&value=${index}`, `accountsByL1Address?l1_address=${l1_address}`],
      ...[
        `accountActiveOrders?account_index=${index}`,
        `accountInactiveOrders?account_index=${index}&limit=5`,
      ],
      ...[`trades?account_index=${index}&sort_by=timestamp&limit=5`, `accountLimits?account_index=${index}`],
      ...[
        `apikeys?account_index=${index}&api_key_index=255`,
        'orderBooks',
        'orderBookDetails',
        'assetDetails',
      ],
      ...[`positionFunding?account_index=${index}&limit=5`, 'orderBookOrders?market_id=0&limit=5'],
      ...['recentTrades?market_id=0&limit=5', 'exchangeStats', 'funding-rates'],
      `nextNonce?account_index=${index}&api_key_index=4`,
    ];
    for (const path of paths) {
      const named = `/api/v1/${path.split('?')[0]}`;
      const mirrored = await product.get(path);
      expect([path, mirrored.status]).toEqual([path, 200]);
      const direct = await fetch(`${product.at.url}/api/v1/${path}`, {
        headers: { authorization: read_only_token },
      });
      // What the simulated exchange itself words otherwise is no fault of the mirror.
      const known = new Set(document.faults(named, await direct.json()));
      const faults = document.faults(named, mirrored.body).filter((fault) => !known.has(fault));
      expect([path, faults]).toEqual([path, []]);
    }
    expect(document.faults('/api/v1/account', { code: '200' })).not.toEqual([]);
  });

  it('ccxt reads the same from the mirror, and is refused every transaction', async () => {
    const { exchange } = product.simulator;
    const account = product.first.account_index;
    let watching = 0;
    const act = async (): Promise<void> => {
      // Both must see the same things happen.
      watching += 1;
      await product.until(() => watching === 2);
      const order = exchange.placeOrder({
        account,
        market: 0,
        side: 'buy',
        price: '1000.00',
        size: '0.1000',
      });
      exchange.fillOrder(order.id);
      exchange.tick();
    };
    const [mirrored, direct] = await Promise.all([
      run('ccxt-calls.mjs', 'mirror', { watching: act }),
      run('ccxt-calls.mjs', 'exchange', { watching: act }),
    ]);
    for (const [name, outcome] of direct) {
      if (name.startsWith('createOrder')) continue;
      expect([name, outcome.error, outcome.message]).toEqual([name, undefined, undefined]);
      const own = mirrored.get(name);
      if (!WATCHED.test(name))
        expect([name, comparable(name, own)]).toEqual([name, comparable(name, outcome)]);
      else expect([name, own?.error]).toEqual([name, undefined]);
    }
    expect(mirrored.size).toBe(direct.size);
    for (const name of ['createOrder', 'createOrderWs'])
      expect(mirrored.get(name)).toMatchObject({ message: expect.stringContaining('21515') as string });
    expect(product.simulator.requests.to('sendTx').length).toBeLessThanOrEqual(1);
  });
});
