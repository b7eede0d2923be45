import { signAuthToken } from '../../../src/lighter/signing/auth-token.js';
import { parsePrivateKey } from '../../../src/lighter/signing/keys.js';
import { ExchangeClient } from '../../support/exchange-client.js';
import { runClient } from '../../support/mirror-client.js';
import { ALL, FIRST, MirroredProduct, OWNER } from '../../support/mirrored-product.js';

let product: MirroredProduct;
let index: number;
let other: number;

beforeAll(async () => {
  product = await MirroredProduct.start({
    MIRROR_WRITES: 'pass',
    MIRROR_PATH_KEYS: 'on',
    HISTORY: 'on',
    TRADES_KEPT: '4',
  });
  [index, other] = product.at.accounts.map(({ account_index }) => account_index) as [number, number];
});

beforeEach(() => {
  product.simulator.requests.transactions.length = 0;
  product.simulator.faults.clear();
});

afterAll(async () => {
  await product?.stop();
  await product?.simulator.stop();
});

const wsUrl = (path = '/stream'): string => product.url.replace('http', 'ws') + path;
/** As a signer writes it: a number that JSON would round, and spaces that nothing may remove. */
const txInfo = (account = index): string =>
  `{"AccountIndex": ${account},"BaseAmount":9007199254740993,"Sig":"q+/="}`;

function tokenOf(account: number): string {
  const owner = product.at.accounts.find(({ account_index }) => account_index === account)!;
  return signAuthToken({
    deadline: Math.floor(Date.now() / 1000) + 600,
    accountIndex: account,
    apiKeyIndex: owner.api_key_index,
    privateKey: parsePrivateKey(owner.private_key),
  });
}

async function post(
  body: URLSearchParams | FormData | string,
  headers: Record<string, string> = { 'x-api-key': OWNER },
  endpoint = 'sendTx',
): Promise<{ status: number; text: string; code: unknown }> {
  const response = await fetch(`${product.url}/api/v1/${endpoint}`, { method: 'POST', headers, body });
  const text = await response.text();
  return { status: response.status, text, code: (JSON.parse(text) as { code: unknown }).code };
}

const form = (account = index): URLSearchParams =>
  new URLSearchParams({ tx_type: '14', tx_info: txInfo(account) });

describe('transactions at the mirror, where the operator lets them pass', () => {
  it('reach the exchange byte by byte, once, and its answer comes back unchanged', async () => {
    const parts = new FormData();
    parts.set('tx_type', '14');
    parts.set('tx_info', txInfo());
    const batch = new URLSearchParams({
      tx_types: '[14,15]',
      tx_infos: JSON.stringify([txInfo(), txInfo()]),
    });
    expect(await post(form())).toMatchObject({ status: 200, code: 200 });
    const answer = await post(parts);
    expect(await post(batch, undefined, 'sendTxBatch')).toMatchObject({ status: 200, code: 200 });
    const [first, second, third] = product.simulator.requests.transactions;
    expect(product.simulator.requests.transactions).toHaveLength(3);
    expect(first!.body.toString()).toBe(form().toString());
    expect(second!.contentType).toMatch(/^multipart\/form-data; boundary=/);
    expect(second!.body.toString()).toContain(txInfo());
    expect(third).toMatchObject({ endpoint: 'sendTxBatch', body: Buffer.from(batch.toString()) });
    expect(JSON.parse(answer.text)).toEqual({
      code: 200,
      message: expect.any(String) as string,
      tx_hash: expect.stringMatching(/^[0-9a-f]{80}$/) as string,
      predicted_execution_time_ms: expect.any(Number) as number,
    });
  });

  it('are taken from admin keys and from the own signed token of the account alone', async () => {
    const own = { authorization: tokenOf(index) };
    expect((await post(form(), own)).status).toBe(200);
    const before = product.simulator.requests.transactions.length;
    for (const [body, headers, expected] of [
      [form(other), own, [400, 21100]],
      [form(), { 'x-api-key': ALL }, [400, 21515]],
      [form(), { 'x-api-key': FIRST }, [400, 21515]],
      [form(other), { 'x-api-key': FIRST }, [400, 21100]],
      [form(), {}, [400, 20001]],
      [form(), { authorization: product.first.read_only_token }, [401, 20013]],
      [form(5), { 'x-api-key': OWNER }, [400, 21100]],
      [new URLSearchParams([...form(), ...form(other)]), own, [400, 20001]],
      [new URLSearchParams({ tx_type: '14' }), { 'x-api-key': OWNER }, [400, 20001]],
      ['no form', { 'x-api-key': OWNER }, [400, 20001]],
      ['x'.repeat(200_000), { 'x-api-key': OWNER }, [400, 20001]],
    ] as const) {
      const { status, code } = await post(body, headers);
      expect([String(body).slice(0, 80), status, code]).toEqual([String(body).slice(0, 80), ...expected]);
    }
    expect(product.simulator.requests.transactions).toHaveLength(before);
  });

  it('are never sent twice, and an unknown outcome is an error', async () => {
    product.simulator.faults.rest({ endpoint: 'sendTx' }, 'drop', 1);
    expect(await post(form())).toMatchObject({ status: 502, code: 29500 });
    expect(product.simulator.requests.transactions).toHaveLength(1);
    product.simulator.faults.rest({ endpoint: 'sendTx' }, 'html-403', 1);
    expect(await post(form())).toMatchObject({ status: 502, code: 29500 });
    const refusal = '{"code":21104,"message":"invalid nonce"}';
    product.simulator.faults.rest({ endpoint: 'sendTx' }, { status: 400, body: refusal }, 1);
    expect(await post(form())).toEqual({ status: 400, code: 21104, text: refusal });
  });

  it('go through the stream too, digit for digit, one after the other', async () => {
    const client = await ExchangeClient.open(wsUrl(), { 'x-api-key': OWNER });
    const send = (id: string): Promise<string> =>
      client.ask(`{"type":"jsonapi/sendtx","data":{"id":${id},"tx_type":14,"tx_info":${txInfo()}}}`);
    expect(JSON.parse(await send('"1786459718284"'))).toMatchObject({
      code: 200,
      id: '1786459718284',
      type: 'jsonapi/sendtx',
    });
    const [sent] = product.simulator.requests.transactions;
    expect(new URLSearchParams(sent!.body.toString()).get('tx_info')).toBe(txInfo());
    const error = { code: 21104, message: 'invalid nonce' };
    product.simulator.faults.rest({ endpoint: 'sendTx' }, { status: 400, body: JSON.stringify(error) }, 1);
    expect(JSON.parse(await send('7'))).toEqual({ ...error, error, id: 7, type: 'jsonapi/sendtx' });
    const reader = await ExchangeClient.open(wsUrl(), { 'x-api-key': ALL });
    const message = `{"type":"jsonapi/sendtx","data":{"tx_type":14,"tx_info":${txInfo()}}}`;
    expect(JSON.parse(await reader.ask(message))).toMatchObject({ code: 21515, error: { code: 21515 } });
    client.close();
    reader.close();
  });

  it('are accepted from ccxt, which takes the answers for its orders', async () => {
    const outcomes = await runClient('ccxt-orders.mjs', {
      url: product.url,
      wsUrl: wsUrl(),
      account: index,
      address: product.first.l1_address,
      token: ALL,
      headers: { 'X-API-Key': OWNER },
      settleMs: 0,
    });
    for (const name of ['createOrder', 'createOrderWs'])
      expect([name, outcomes.get(name)]).toEqual([name, { result: expect.any(Object) as object }]);
    expect(product.simulator.requests.transactions.map(({ endpoint }) => endpoint)).toEqual([
      'sendTx',
      'sendTx',
    ]);
    for (const { body } of product.simulator.requests.transactions)
      expect(body.toString()).toMatch(/of.ccxt/);
  });
});

describe('API keys in the path', () => {
  it('open REST, the stream and the status to clients without headers', async () => {
    const account = `account?by=index&value=${index}`;
    expect((await product.get(`/as/${FIRST}/api/v1/${account}`, {})).status).toBe(200);
    expect((await product.get(`/as/${FIRST}/api/v1/account?by=index&value=${other}`, {})).body.code).toBe(
      21100,
    );
    expect((await product.get(`/as/wrong/api/v1/${account}`, {})).body.code).toBe(20013);
    expect((await product.get(`/as/${FIRST}`, {})).body).toMatchObject({ status: 200, network_id: 1 });
    expect((await product.get(`/as/${FIRST}/api/accounts`, {})).body.code).toBe(29404);
    const client = await ExchangeClient.open(wsUrl(`/as/${FIRST}/stream?readonly=true`));
    expect(await client.subscribe(`account_all_orders/${index}`)).toContain('subscribed/');
    expect(await client.subscribe(`account_all_orders/${other}`)).toContain('30005');
    client.close();
  });
});

describe('trades older than those in memory', () => {
  it('come from the history without a question to the exchange', async () => {
    const { exchange } = product.simulator;
    for (let at = 0; at < 12; at++) {
      const side = at % 2 ? 'sell' : 'buy';
      const order = exchange.placeOrder({
        account: index,
        market: at % 3 === 0 ? 1 : 0,
        side,
        price: '2000.00',
        size: '0.10000',
      });
      exchange.fillOrder(order.id);
    }
    const newest = String(exchange.account(index).trades.at(-1)!.id);
    await product.until(() => product.state().trades![0]!.trade_id === newest);
    await product.fresh();
    const recorded = async (): Promise<number> => {
      const { status, body } = await product.get(`/api/history/trades/${index}?limit=1000`);
      expect(status).toBe(200);
      return (body.trades as object[]).length;
    };
    while ((await recorded()) < 12);
    const before = product.simulator.requests.to('trades').length;
    const read = async (market: string): Promise<{ ids: string[]; sources: string[] }> => {
      const [ids, sources]: [string[], string[]] = [[], []];
      for (let cursor = '', pages = 0; pages < 2; pages++) {
        const path = `trades?account_index=${index}&sort_by=timestamp&limit=3${market}${cursor && `&cursor=${cursor}`}`;
        const { body, headers } = await product.get(path);
        ids.push(...(body.trades as { trade_id_str: string }[]).map(({ trade_id_str }) => trade_id_str));
        sources.push(headers.get('x-lighter-source')!);
        cursor = encodeURIComponent(body.next_cursor as string);
      }
      return { ids, sources };
    };
    const truth = exchange.account(index).trades.toReversed();
    const idsOf = (market: number | null): string[] =>
      truth
        .filter((trade) => market === null || trade.market.id === market)
        .slice(0, 6)
        .map(({ id }) => String(id));
    expect((await read('')).ids).toEqual(idsOf(null));
    const ofOne = await read('&market_id=0');
    expect(ofOne.ids).toEqual(idsOf(0));
    expect(ofOne.sources.at(-1)).toBe('store');
    expect(product.simulator.requests.to('trades')).toHaveLength(before);
  });
});

describe('ended orders', () => {
  it('are asked for again once another one has ended, even if it was never seen live', async () => {
    const path = `accountInactiveOrders?account_index=${index}&limit=1`;
    const { exchange } = product.simulator;
    for (const market of [0, 1]) {
      await product.get(path);
      const { id } = exchange.transaction(() => {
        const order = { account: index, market, side: 'buy', price: '100.00', size: '0.50000' } as const;
        return exchange.cancelOrder(exchange.placeOrder(order).id);
      });
      await product.until(async () => (await product.get(path)).text.includes(`"order_id":"${id}"`));
    }
  });
});
