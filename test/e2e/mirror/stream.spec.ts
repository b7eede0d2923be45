import fc from 'fast-check';
import { ExchangeClient } from '../../support/exchange-client.js';
import { unreadableIn } from '../../support/strict-shapes.js';
import { ALL, FIRST, MirroredProduct } from '../../support/mirrored-product.js';

let product: MirroredProduct;
let index: number;
let other: number;
let url: string;
const clients: ExchangeClient[] = [];

beforeAll(async () => {
  product = await MirroredProduct.start({ MIRROR_STALE_AFTER: '1', CACHE_TTL: '1' });
  [index, other] = product.at.accounts.map(({ account_index }) => account_index) as [number, number];
  url = `${product.url.replace('http', 'ws')}/stream`;
});

afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

afterAll(async () => {
  await product?.stop();
  await product?.simulator.stop();
});

async function open(
  headers: Record<string, string> = { 'x-api-key': ALL },
  at = url,
): Promise<ExchangeClient> {
  const client = await ExchangeClient.open(at, headers);
  clients.push(client);
  return client;
}

const parsed = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

/** `MIRROR_MUTATIONS=10000` for a long run. */
const MUTATIONS = Number(process.env.MIRROR_MUTATIONS ?? 500);

const CHANNELS = (account: number): string[] => [
  `account_all_positions/${account}`,
  `account_all_orders/${account}`,
  `account_all_trades/${account}`,
  `account_all_assets/${account}`,
  `user_stats/${account}`,
  `account_orders/0/${account}`,
  `account_all/${account}`,
  'market_stats/all',
  'market_stats/1',
];

/** What every transaction of the test leads to. */
function act(): void {
  const { exchange } = product.simulator;
  const order = exchange.placeOrder({
    account: index,
    market: 0,
    side: 'buy',
    price: '1000.00',
    size: '0.5000',
  });
  exchange.fillOrder(order.id, '0.2000');
  exchange.fillOrder(order.id, '0.1000');
  exchange.cancelOrder(order.id);
  exchange.applyFunding(0);
  exchange.flipPosition(index, 0);
  exchange.closePosition(index, 0);
  exchange.deposit(index, '5.25');
  for (let step = 0; step < 20; step++) exchange.tick();
}

describe('the stream of the mirror', () => {
  it('sends first frames with the rows and members that the exchange sends', async () => {
    const [ours, theirs] = [await open(), await open({}, product.at.wsUrl)];
    for (const channel of CHANNELS(index)) {
      const [mirrored, direct] = [
        parsed(await ours.subscribe(channel)),
        parsed(await theirs.subscribe(channel, product.first.read_only_token)),
      ];
      expect([channel, Object.keys(mirrored).sort()]).toEqual([
        channel,
        Object.keys(direct)
          .filter((key) => !key.endsWith('_trades_count'))
          .sort(),
      ]);
      for (const field of [
        'channel',
        'type',
        'account',
        'positions',
        'orders',
        'assets',
        'stats',
        'market_stats',
      ])
        expect([channel, field, mirrored[field]]).toEqual([channel, field, direct[field]]);
    }
    act();
    await ours.until(() => ours.of('update/account_all_trades').length > 2);
    expect(ours.frames.flatMap((text) => unreadableIn(text))).toEqual([]);
    expect(unreadableIn(ours.of('update/account_all_assets')[0]!.replace('"timestamp"', '"time"'))).toEqual([
      'update/account_all_assets.timestamp is missing',
    ]);
  });

  it('passes every update frame on with the same bytes', async () => {
    const [ours, theirs] = [await open(), await open({}, product.at.wsUrl)];
    for (const channel of CHANNELS(index)) {
      await ours.subscribe(channel);
      await theirs.subscribe(channel, product.first.read_only_token);
    }
    act();
    // Its answer comes after every frame before it.
    await theirs.ask({ type: 'ping' });
    const updates = (client: ExchangeClient): string[] =>
      client.frames
        .filter((text) => text.includes('"type":"update/'))
        // The nonce of the book is not part of the frames that this one is made of.
        .map((text) =>
          text.includes('update/account_orders') ? text.replace(/"nonce":\d+,"orders"/, '') : text,
        )
        .sort();
    await ours.until(() => updates(ours).length >= updates(theirs).length);
    expect(updates(theirs).length).toBeGreaterThan(60);
    expect(updates(ours)).toEqual(updates(theirs));
  });

  it('answers and refuses as the exchange does', async () => {
    const client = await open();
    expect(client.frames[0]).toMatch(/^\{"session_id":"[0-9a-f-]{36}","type":"connected"\}$/);
    const channel = `account_all_orders/${index}`;
    const name = channel.replace('/', ':');
    await client.subscribe(channel);
    const cases: [object | string, object | null][] = [
      [{ type: 'ping' }, { type: 'pong' }],
      ['{', { error: { code: 30000, message: 'Invalid Json' } }],
      ['[]', { error: { code: 30001, message: 'Invalid Type' } }],
      [{ type: 'odd' }, { error: { code: 30001, message: 'Invalid Type' } }],
      [
        { type: 'subscribe', channel },
        { error: { code: 30003, message: `Already Subscribed to : ${name}` } },
      ],
      [
        { type: 'subscribe', channel: 'odd/1' },
        { error: { code: 30005, message: 'Invalid Channel:  (marketId)' } },
      ],
      [
        { type: 'subscribe', channel: 'market_stats/999' },
        { error: { code: 30005, message: 'Invalid Channel:  (marketId)' } },
      ],
      [
        { type: 'subscribe', channel: 'user_stats/5' },
        { error: { code: 30005, message: 'Invalid Channel:  (accountIndex)' } },
      ],
      [
        { type: 'subscribe', channel: 'notification/5' },
        { error: { code: 30006, message: "Operation isn't supported : notification:5" } },
      ],
      [
        { type: 'unsubscribe', channel },
        { type: 'unsubscribed', channel: name },
      ],
      [{ type: 'unsubscribe', channel }, { error: { code: 30002, message: `Not Subscribed to : ${name}` } }],
    ];
    for (const [message, answer] of cases) expect(parsed(await client.ask(message))).toEqual(answer);
  });

  it('answers mutated messages with errors of the exchange, and its socket lives', async () => {
    const parts = [
      '{"type":"subscribe"',
      ',"channel":"',
      'account_all_orders/',
      'order_book/',
      String(index),
    ];
    const more = [
      '"}',
      '}',
      ',"auth":"x"',
      '{"type":"jsonapi/sendtx"',
      ',"data":{"id":',
      'null',
      '[[',
      '\u0000',
      '-1',
    ];
    let client = await open();
    let sent = 1;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...parts, ...more), { maxLength: 7 }), async (words) => {
        sent += 1;
        // A socket may send a thousand messages a minute.
        if (sent % 900 === 0) client = await open();
        const answer = parsed(await client.ask(words.join('')));
        const { code } = (answer.error ?? {}) as { code?: number };
        expect(answer.type !== undefined || code !== undefined).toBe(true);
        // An internal error would be a failure of ours.
        expect(code).not.toBe(29500);
      }),
      { numRuns: MUTATIONS },
    );
    expect(clients.every(({ closed }) => closed === null)).toBe(true);
    expect(client.closed).toBeNull();
    expect(await client.ask({ type: 'ping' })).toBe('{"type":"pong"}');
  });

  it('refuses transactions with the code in both places that clients read', async () => {
    const client = await open();
    const refusal = { code: 21515, message: 'transaction is not allowed: this is a read-only mirror' };
    for (const type of ['jsonapi/sendtx', 'jsonapi/sendtxbatch'])
      expect(parsed(await client.ask({ type, data: { id: 'abc', tx_type: 14, tx_info: '{}' } }))).toEqual({
        ...refusal,
        error: refusal,
        id: 'abc',
        type,
      });
    expect(product.simulator.requests.to('sendTx')).toHaveLength(0);
  });

  it('demands a credential for each socket once, and keeps the order of answers around its check', async () => {
    const client = await open({});
    const refused = { code: 20001, message: `invalid param : auth field is required: user_stats:${index}` };
    expect(parsed(await client.subscribe(`user_stats/${index}`)).error).toEqual(refused);
    expect(parsed(await client.subscribe(`user_stats/${index}`, 'wrong')).error).toMatchObject({
      code: 20013,
    });
    expect(parsed(await client.subscribe(`user_stats/${index}`, FIRST)).type).toBe('subscribed/user_stats');
    expect(parsed(await client.subscribe(`account_all_trades/${index}`)).type).toBe(
      'subscribed/account_all_trades',
    );
    expect(parsed(await client.subscribe(`user_stats/${other}`)).error).toEqual({
      code: 30005,
      message: 'Invalid Channel:  (accountIndex)',
    });
  });

  it('delivers what an outage hid once it is over, each fill once', async () => {
    const client = await open();
    await client.subscribe(`account_all_trades/${index}`);
    await client.subscribe(`account_all_orders/${index}`);
    const { exchange } = product.simulator;
    const order = exchange.placeOrder({
      account: index,
      market: 1,
      side: 'buy',
      price: '100.0',
      size: '0.01000',
    });
    await client.until(() => client.of('update/account_all_orders').length > 0);
    let tradeId = '';
    await product.simulator.restart(() => {
      tradeId = String(exchange.fillOrder(order.id).id);
    });
    await client.until(() => client.frames.some((text) => text.includes(`"trade_id_str":"${tradeId}"`)));
    await client.until(() =>
      client
        .of('update/account_all_orders')
        .some((text) => text.includes(`"order_id":"${order.id}"`) && text.includes('"status":"filled"')),
    );
    expect(client.frames.filter((text) => text.includes(`"trade_id_str":"${tradeId}"`))).toHaveLength(1);
    expect(client.closed).toBeNull();
  });

  it('closes sockets whose account stays stale, and refuses new ones until it is fresh', async () => {
    const client = await open();
    await client.subscribe(`account_all_positions/${index}`);
    await product.simulator.stop();
    await client.until(() => client.closed !== null);
    expect(client.closed).toEqual({ code: 1012, reason: `upstream of ${index} lost` });
    const late = await open();
    expect(parsed(await late.subscribe(`account_all_positions/${index}`)).error).toMatchObject({
      code: 30012,
    });
    const answer = await product.get(`account?by=index&value=${index}`);
    expect([answer.status, answer.body.code, answer.headers.get('retry-after')]).toEqual([503, 29500, '1']);
    expect(answer.body.message).toContain(`of ${index}`);
    const address = product.state().summary!.l1_address!;
    expect((await product.get(`accountsByL1Address?l1_address=${address}`)).body.code).toBe(29500);
    await product.simulator.start();
    await product.fresh();
    expect(parsed(await late.subscribe(`account_all_positions/${index}`)).type).toContain('subscribed/');
  });
});
