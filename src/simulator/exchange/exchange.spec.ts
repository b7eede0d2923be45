import fc from 'fast-check';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { accountJson } from '../wire/account-json.js';
import { tradeJson } from '../wire/trade-json.js';
import { Account } from './account.js';
import { Exchange } from './exchange.js';
import { isLive } from './records.js';

function makeExchange(seed = 7, activity = 1): { clock: ManualClock; exchange: Exchange } {
  const clock = new ManualClock();
  const fees = { maker: 20, taker: 200 };
  const accounts = [0, 1, 2].map((i) => new Account(281_001 + i, `0x${i}`, fees, false, Infinity));
  return {
    clock,
    exchange: new Exchange(clock, { seed, accounts, activity, pricesEvery: 1, tradesKept: Infinity }),
  };
}

/** Invariants of every account after any script. */
function expectConsistent(exchange: Exchange): void {
  const everyone = [...exchange.venue.everyone()];
  for (const account of everyone) expectAccountConsistent(exchange, account);
  for (const market of exchange.venue.markets) {
    const sizes = everyone.map((account) => account.positions.get(market.id)?.size ?? 0n);
    expect(sizes.reduce((sum, size) => sum + size, 0n)).toBe(0n);
    expect(market.openInterest).toBe(sizes.reduce((sum, size) => (size > 0n ? sum + size : sum), 0n));
  }
}

function expectAccountConsistent(exchange: Exchange, account: Account): void {
  let realized = 0n;
  let funding = 0n;
  for (const position of account.positions.values()) {
    const { market } = position;
    const mine = account.trades.filter((trade) => trade.market === market);
    let size = 0n;
    let cash = 0n;
    for (const trade of mine) {
      const buys = trade.bid.accountIndex === account.index;
      const before = trade.isMakerAsk === buys ? trade.taker : trade.maker;
      expect(before.size).toBe(size);
      size += buys ? trade.size : -trade.size;
      cash += buys ? -trade.quote : trade.quote;
    }
    expect(position.size).toBe(size);
    const cost = position.size >= 0n ? position.entryQuote : -position.entryQuote;
    expect(position.realizedPnl - cost).toBe(cash);
    expect(cash + position.size * market.mark).toBe(position.realizedPnl + position.unrealizedPnl);
    realized += position.realizedPnl;
    funding += position.fundingPaid;
  }
  expect(account.collateral).toBe(account.deposits + realized - account.feesPaid - funding);
  expect(account.total.count).toBe(account.trades.length);
  expectOrdersConsistent(exchange, account);
}

function expectOrdersConsistent(exchange: Exchange, account: Account): void {
  for (const order of [...account.orders.values(), ...account.finished]) {
    const fills = account.trades.filter((trade) => [trade.ask.orderId, trade.bid.orderId].includes(order.id));
    expect(order.filledBase).toBe(fills.reduce((sum, trade) => sum + trade.size, 0n));
    expect(order.filledQuote).toBe(fills.reduce((sum, trade) => sum + trade.quote, 0n));
    expect(order.remaining).toBe(isLive(order) ? order.initial - order.filledBase : 0n);
    if (order.status === 'filled') expect(order.filledBase).toBe(order.initial);
    if (isLive(order)) expect(exchange.venue.desk.live(order.id)).toBe(order);
  }
}

const MARKETS = [0, 1, 2, 36];

/** One step of a script; a step that is impossible at that moment is skipped. */
const step = fc.record({
  what: fc.constantFrom(
    'trade',
    'place',
    'fill',
    'partial',
    'cancel',
    'close',
    'flip',
    'fund',
    'price',
    'tick',
    'cross',
  ),
  account: fc.integer({ min: 281_001, max: 281_003 }),
  market: fc.constantFrom(...MARKETS),
  sell: fc.boolean(),
  amount: fc.integer({ min: 1, max: 40 }),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function run(exchange: Exchange, { what, account, market, sell, amount }: Step): void {
  const where = exchange.market(market);
  const side = sell ? 'sell' : 'buy';
  const size = ((amount * Number(where.minBase)) / 10 ** where.spec.sizeDecimals).toFixed(
    where.spec.sizeDecimals,
  );
  const resting = [...exchange.account(account).orders.values()][0];
  const held = exchange.account(account).positions.get(market)?.size ?? 0n;
  const price = ((Number(where.mark) * (1 + (sell ? 1 : -1) / 100)) / 10 ** where.spec.priceDecimals).toFixed(
    where.spec.priceDecimals,
  );
  if (what === 'trade') exchange.trade(account, market, side, size, price);
  if (what === 'place') exchange.placeOrder({ account, market, side, size, price });
  if (what === 'fill' && resting) exchange.fillOrder(resting.id);
  if (what === 'partial' && resting && resting.remaining > 1n)
    exchange.venue.fill(resting, resting.remaining / 2n);
  if (what === 'cancel' && resting) exchange.cancelOrder(resting.id, 'canceled-expired');
  if (what === 'close' && held !== 0n) exchange.closePosition(account, market);
  if (what === 'flip' && held !== 0n) exchange.flipPosition(account, market);
  if (what === 'fund') exchange.applyFunding(market, sell ? '-0.000031' : '0.000017');
  if (what === 'price') exchange.setPrice(market, price);
  if (what === 'tick') exchange.tick();
  if (what === 'cross')
    exchange.trade(account, market, side, size, undefined, account === 281_001 ? 281_002 : 281_001);
}

describe('Exchange', () => {
  it('keeps positions, orders, trades, collateral and PnL exact through any script', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 0, max: 1000 }), (steps, seed) => {
        const { clock, exchange } = makeExchange(seed);
        for (const one of steps) {
          clock.advance(250);
          run(exchange, one);
        }
        expectConsistent(exchange);
      }),
      { numRuns: 40 },
    );
  });

  it('stays exact over a day of the walk without draining an account', () => {
    const { clock, exchange } = makeExchange(3, 0.3);
    for (let minute = 0; minute < 1440; minute += 1) {
      clock.advance(60_000);
      exchange.tick();
    }
    expectConsistent(exchange);
    for (const account of exchange.accounts) {
      expect(account.portfolioValue).toBeGreaterThan(0n);
      expect(account.fundings.length).toBeGreaterThan(0);
    }
  });

  it('gives the same run for the same seed and clock only', () => {
    const story = (seed: number): string => {
      const { clock, exchange } = makeExchange(seed);
      for (let i = 0; i < 50; i += 1) {
        clock.advance(1000);
        exchange.tick();
      }
      const texts = exchange.accounts.map(
        (account) => accountJson(account) + account.trades.map((one) => tradeJson(one, true)).join(),
      );
      return texts.join();
    };
    expect(story(5)).toBe(story(5));
    expect(story(5)).not.toBe(story(6));
  });

  it('starts every account with a position, a resting order and ten trades', () => {
    const { clock, exchange } = makeExchange();
    for (const account of exchange.accounts) {
      expect(account.trades).toHaveLength(10);
      expect(account.trades.every((trade) => trade.timestamp < clock.wallNow())).toBe(true);
      expect([...account.positions.values()].some((position) => position.size !== 0n)).toBe(true);
      expect(account.orders.size).toBeGreaterThan(0);
    }
    expectConsistent(exchange);
  });

  it('numbers orders of market 36 past 2^53 with exact digits', () => {
    const { exchange } = makeExchange();
    const order = exchange.placeOrder({
      account: 281_001,
      market: 36,
      side: 'sell',
      size: '100.0',
      price: '0.7',
    });
    expect(order.id).toBeGreaterThan(2n ** 53n);
    expect(Number.isSafeInteger(Number(order.id))).toBe(false);
  });

  it('grows transaction times with every transaction, even within one millisecond', () => {
    const { exchange } = makeExchange();
    const trades = Array.from({ length: 500 }, () => exchange.trade(281_001, 0, 'buy', '0.01'));
    const times = trades.map((trade) => trade.transactionTime);
    expect(new Set(times).size).toBe(times.length);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('publishes a transaction of several operations once', () => {
    const { exchange } = makeExchange();
    const heard: number[] = [];
    exchange.listen({
      accountChanged: ({ trades }) => heard.push(trades.length),
      pricesMoved: () => undefined,
    });
    exchange.transaction(() => {
      for (let i = 0; i < 3; i += 1) exchange.trade(281_001, 0, 'buy', '0.01', undefined, 281_002);
    });
    expect(heard).toEqual([3, 3]);
  });

  it('refuses impossible operations', () => {
    const { exchange } = makeExchange();
    expect(() => exchange.trade(5, 0, 'buy', '1')).toThrow('no account 5');
    expect(() => exchange.trade(281_001, 9, 'buy', '1')).toThrow('no market 9');
    expect(() => exchange.trade(281_001, 0, 'buy', '0')).toThrow('positive');
    expect(() => exchange.trade(281_001, 0, 'buy', '0.00001')).toThrow('decimals');
    expect(() => exchange.cancelOrder(1n)).toThrow('no live order');
    expect(() => exchange.setPrice(0, '0')).toThrow('positive');
  });
});
