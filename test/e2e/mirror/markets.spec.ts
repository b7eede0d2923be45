import { isDeepStrictEqual } from 'node:util';
import { ExchangeClient } from '../../support/exchange-client.js';
import { unreadableIn } from '../../support/strict-shapes.js';
import { StrictReader } from '../../support/strict-reader.js';
import { until } from '../../support/until.js';
import { ALL, MirroredProduct } from '../../support/mirrored-product.js';

const CHANNELS = [
  'order_book/0',
  'ticker/0',
  'trade/0',
  'candle/0/1m',
  'height',
  'spot_market_stats/all',
  'spot_market_stats/2048',
];

let product: MirroredProduct;
let url: string;
const clients: ExchangeClient[] = [];

beforeAll(async () => {
  product = await MirroredProduct.start({
    MIRROR_MARKET_STREAMS: String(CHANNELS.length),
    // The strict reader shows no token.
    MIRROR_PUBLIC: 'on',
  });
  url = `${product.url.replace('http', 'ws')}/stream`;
});

afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

afterAll(async () => {
  await product?.stop();
  await product?.simulator.stop();
});

async function open(at = url): Promise<ExchangeClient> {
  const client = await ExchangeClient.open(at, { 'x-api-key': ALL });
  clients.push(client);
  return client;
}

interface BookFrame {
  order_book: { asks: { price: string; size: string }[]; bids: object[]; nonce: number; begin_nonce: number };
}

const parsed = <T = Record<string, unknown>>(text: string): T => JSON.parse(text) as T;
/** Moves everything that the markets show. */
function act(): void {
  const { simulator } = product;
  const account = product.first.account_index;
  for (let step = 0; step < 10; step++) simulator.feeds.step();
  const { id } = simulator.exchange.placeOrder({
    account,
    market: 0,
    side: 'buy',
    price: '1000.00',
    size: '0.1000',
  });
  simulator.exchange.fillOrder(id);
  simulator.exchange.tick();
}

describe('markets at the mirror', () => {
  it('pass every frame on with the same bytes, over one subscription for all clients', async () => {
    act();
    const [ours, second, theirs] = [await open(), await open(), await open(product.at.wsUrl)];
    for (const channel of CHANNELS) {
      const type = parsed(await theirs.subscribe(channel)).type;
      for (const client of [ours, second]) expect(parsed(await client.subscribe(channel)).type).toBe(type);
    }
    act();
    await theirs.ask({ type: 'ping' });
    expect(theirs.updates.length).toBeGreaterThan(20);
    for (const client of [ours, second]) {
      await client.until(() => client.updates.length >= theirs.updates.length);
      expect(client.updates).toEqual(theirs.updates);
    }
    expect(ours.frames.flatMap((text) => unreadableIn(text))).toEqual([]);
    for (const channel of CHANNELS) {
      const key = channel.replaceAll('/', ':');
      // The mirror's, and that of the client beside it.
      expect(product.simulator.subscriptions.filter((one) => one === key)).toHaveLength(2);
    }
    expect(parsed(await ours.subscribe('ticker/1')).error).toMatchObject({ code: 23001 });
  });

  it('answer recentTrades from the tape that a client follows', async () => {
    const client = await open();
    await client.subscribe('trade/0');
    act();
    await client.until(() => client.of('update/trade').length > 0);
    const before = product.simulator.requests.to('recentTrades').length;
    const answer = await product.get('recentTrades?market_id=0&limit=1');
    expect(product.simulator.requests.to('recentTrades')).toHaveLength(before);
    const direct = await fetch(`${product.at.url}/api/v1/recentTrades?market_id=0&limit=1`);
    expect(answer.body).toEqual(await direct.json());
    expect(answer.headers.get('x-lighter-source')).toBe('stream');
    // More than the tape holds, or a market that nobody follows: the exchange is asked.
    expect((await product.get('recentTrades?market_id=0&limit=100')).headers.get('x-lighter-source')).toBe(
      'upstream',
    );
  });

  it('give a late client the book as the updates so far made it', async () => {
    act();
    const [ours, theirs] = [await open(), await open(product.at.wsUrl)];
    const [mirrored, direct] = [await ours.subscribe('order_book/0'), await theirs.subscribe('order_book/0')];
    expect(parsed<BookFrame>(mirrored).order_book).toEqual({
      ...parsed<BookFrame>(direct).order_book,
      last_updated_at: expect.any(Number) as number,
    });
  });

  it('send a new book to all clients when a frame of its chain is missing', async () => {
    const client = await open();
    await client.subscribe('order_book/0');
    product.simulator.faults.ws.lose('order_book:0', 1);
    product.simulator.feeds.step();
    product.simulator.feeds.step();
    await client.until(() => client.of('subscribed/order_book').length === 2);
    product.simulator.feeds.step();
    await client.until(() => client.of('update/order_book').length > 0);
    let nonce: number | null = null;
    for (const text of client.frames.slice(1)) {
      const { order_book: book } = parsed<BookFrame>(text);
      if (book.begin_nonce !== 0) expect(book.begin_nonce).toBe(nonce);
      nonce = book.nonce;
    }
  });

  it('replay the trades of an outage once, and continue the book with a new snapshot', async () => {
    const client = await open();
    await client.subscribe('trade/0');
    await client.subscribe('order_book/0');
    await product.simulator.restart(() => act());
    await client.until(() => client.of('subscribed/order_book').length === 2);
    await client.until(() => client.of('update/trade').length > 0);
    const ids = client
      .of('update/trade', 'subscribed/trade')
      .flatMap((text) => parsed<{ trades: { trade_id_str: string }[] }>(text).trades)
      .map(({ trade_id_str }) => trade_id_str);
    expect(new Set(ids).size).toBe(ids.length);
    expect(client.closed).toBeNull();
  });

  it('are read without a raise by a client that raises on every unknown frame, over an outage too', async () => {
    const account = product.first.account_index;
    const ours = new StrictReader(url, [0], [account]);
    const theirs = new StrictReader(product.at.wsUrl, [0], [account]);
    for (const reader of [ours, theirs])
      await reader.until(() => reader.books.size === 1 && reader.accounts.size === 1);
    act();
    const count = (reader: StrictReader): number => reader.types.length;
    const sorted = ({ books }: StrictReader): unknown => {
      const { asks, bids } = books.get('0')!;
      const order = (levels: { price: string }[]): unknown =>
        levels.toSorted((a, b) => Number(a.price) - Number(b.price));
      return [order(asks), order(bids)];
    };
    await theirs.until(() => theirs.types.includes('update/account_all'));
    // Either may read its last frame first.
    const isSame = (): boolean =>
      count(ours) >= count(theirs) && isDeepStrictEqual(sorted(ours), sorted(theirs));
    await Promise.race([ours.until(isSame), theirs.until(isSame)]);
    theirs.close();
    await product.simulator.restart(() => act());
    await ours.until(() => ours.types.filter((type) => type === 'subscribed/order_book').length === 2);
    // The account is followed over another connection.
    await until(() => product.simulator.subscriptions.includes(`account_all:${account}`));
    act();
    const updates = ours.types.length;
    await ours.until(() => ours.types.slice(updates).includes('update/account_all'));
    ours.close();
    expect(ours.raised).toBeNull();
  });
});
