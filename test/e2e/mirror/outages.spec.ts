import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { ExchangeClient } from '../../support/exchange-client.js';
import { ALL, MirroredProduct } from '../../support/mirrored-product.js';

let product: MirroredProduct;
let index: number;

beforeAll(async () => {
  // A product that follows this one asks for public data without a token, as every client does.
  product = await MirroredProduct.start({ MIRROR_PUBLIC: 'on' });
  index = product.first.account_index;
});

afterAll(async () => {
  await product?.stop();
  await product?.simulator.stop();
});

type Action = 'place' | 'fill' | 'part' | 'cancel';

/** One random action of the account; what cannot be done places an order. */
function act(action: Action): void {
  const { exchange } = product.simulator;
  const open = [...exchange.account(index).orders.values()].find(({ market }) => market.id === 0);
  if (!open || action === 'place')
    exchange.placeOrder({ account: index, market: 0, side: 'buy', price: '1000.00', size: '0.2000' });
  else if (action === 'cancel') exchange.cancelOrder(open.id);
  else exchange.fillOrder(open.id, action === 'part' && open.remaining > 100n ? '0.0050' : undefined);
}

interface Row {
  order_id: string;
  status: string;
}

/** Orders that are open by what the client was sent, in order. */
function openOrders(client: ExchangeClient): string[] {
  const open = new Set<string>();
  for (const text of client.of('subscribed/account_all_orders', 'update/account_all_orders')) {
    const { type, orders } = JSON.parse(text) as { type: string; orders: Record<string, Row[]> };
    if (type.startsWith('subscribed')) open.clear();
    for (const { order_id, status } of Object.values(orders).flat())
      if (['open', 'pending', 'in-progress'].includes(status)) open.add(order_id);
      else open.delete(order_id);
  }
  return [...open].sort();
}

function fills(client: ExchangeClient): string[] {
  return client
    .of('update/account_all_trades')
    .flatMap((text) =>
      Object.values((JSON.parse(text) as { trades: Record<string, object[]> }).trades).flat(),
    )
    .map((row) => (row as { trade_id_str: string }).trade_id_str)
    .sort();
}

describe('a client of the mirror', () => {
  it('misses nothing over random outages that a plain client of the exchange misses fills in', async () => {
    const client = await ExchangeClient.open(`${product.url.replace('http', 'ws')}/stream`, {
      'x-api-key': ALL,
    });
    await client.subscribe(`account_all_orders/${index}`);
    await client.subscribe(`account_all_trades/${index}`);
    const { exchange } = product.simulator;
    const before = exchange.account(index).trades.length;
    const seenBeside = new Set<string>();
    const actions = fc.array(fc.constantFrom<Action>('place', 'fill', 'part', 'cancel'), {
      minLength: 2,
      maxLength: 8,
    });
    // More outages within a minute would wait for the slow attempts of the retry schedule.
    const outages = fc.array(fc.record({ live: actions, hidden: actions }), { minLength: 3, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(outages, async (rounds) => {
        for (const { live, hidden } of rounds) {
          const beside = await ExchangeClient.open(product.at.wsUrl);
          await beside.subscribe(`account_all_trades/${index}`, product.first.read_only_token);
          live.forEach(act);
          // Its answer comes after every frame before it.
          await beside.ask({ type: 'ping' });
          for (const id of fills(beside)) seenBeside.add(id);
          // At least one fill that no client of the exchange is pushed.
          await product.simulator.restart(() =>
            [...hidden, 'place', 'fill'].forEach((each) => act(each as Action)),
          );
          const expected = exchange
            .account(index)
            .trades.slice(before)
            .map(({ id }) => String(id))
            .sort();
          const alive = [...exchange.account(index).orders.keys()].map(String).sort();
          await client.until(() => fills(client).length >= expected.length);
          await client.until(() => openOrders(client).join() === alive.join());
          expect(fills(client)).toEqual(expected);
        }
        expect(client.closed).toBeNull();
        const missed = fills(client).filter((id) => !seenBeside.has(id));
        expect(missed.length).toBeGreaterThanOrEqual(rounds.length);
      }),
      { numRuns: 1, endOnFailure: true },
    );
    await product.fresh();
    client.close();
    expect(product.simulator.requests.refusedByLimit).toBe(0);
  });

  it('may be this service itself, which then knows the same', async () => {
    const wsUrl = `${product.url.replace('http', 'ws')}/stream`;
    const second = await MirroredProduct.following(product.simulator, {
      ...product.at,
      url: product.url,
      wsUrl,
    });
    try {
      for (const action of ['place', 'part', 'fill', 'place'] as const) act(action);
      product.simulator.exchange.applyFunding(0);
      product.simulator.exchange.flipPosition(index, 0);
      product.simulator.exchange.tick();
      const known = (of: MirroredProduct): unknown => {
        const { positions, orders, trades, assets, summary } = of.state(index);
        const kept = trades!.slice(0, 20).map(({ realized_pnl, ...trade }) => [Number(realized_pnl), trade]);
        // When a mark came differs by the way between the two.
        const valued = positions!.map(({ mark_at: _, ...position }) => position);
        return { positions: valued, orders, trades: kept, assets, collateral: summary!.collateral };
      };
      await product.until(() => isDeepStrictEqual(known(second), known(product)));
      await second.fresh();
      for (const { complete } of second.state(index).gaps) expect(complete).toBe(true);
      // After a fill `account` is refused until its requirements are read again; nothing else is amiss.
      const { errors } = (await second.get('/api/errors')).body as { errors: { message: string }[] };
      expect(errors.filter(({ message }) => message !== 'account: HTTP 503, code 29500')).toEqual([]);
    } finally {
      await second.stop();
    }
  });
});
