import fc from 'fast-check';
import { parseLossless } from '../../src/lighter/lossless-json.js';
import { mapTrade } from '../../src/lighter/mapper/trade.js';
import type { WireObject } from '../../src/lighter/wire.js';
import { Account } from '../../src/simulator/exchange/account.js';
import { Exchange } from '../../src/simulator/exchange/exchange.js';
import type { Trade } from '../../src/simulator/exchange/records.js';
import { tradeJson } from '../../src/simulator/wire/trade-json.js';
import { ManualClock } from '../support/manual-clock.js';

const INDEX = 281_001;
const MARKETS = [0, 1, 36];

const deal = fc.record({
  market: fc.constantFrom(...MARKETS),
  side: fc.constantFrom('buy', 'sell'),
  amount: fc.integer({ min: 1, max: 40 }),
  percent: fc.integer({ min: 90, max: 110 }),
});

function tradesOf(
  deals: readonly (typeof deal extends fc.Arbitrary<infer T> ? T : never)[],
): readonly Trade[] {
  const accounts = [new Account(INDEX, '0x0', { maker: 20, taker: 200 }, false, Infinity)];
  const options = { seed: 7, accounts, activity: 0, pricesEvery: 1, tradesKept: Infinity };
  const exchange = new Exchange(new ManualClock(), options);
  for (const { market, side, amount, percent } of deals) {
    const { spec, minBase, mark } = exchange.market(market);
    const size = ((amount * Number(minBase)) / 10 ** spec.sizeDecimals).toFixed(spec.sizeDecimals);
    const price = ((Number(mark) * percent) / 100 / 10 ** spec.priceDecimals).toFixed(spec.priceDecimals);
    exchange.trade(INDEX, market, side, size, price);
  }
  return exchange.account(INDEX).trades;
}

describe('the realized PnL of trades', () => {
  const realized = (text: string): string | null => {
    const document = parseLossless(text);
    return mapTrade(document.value as WireObject, INDEX, document, String)!.entity.realized_pnl;
  };

  it('computes the same realized PnL from stream and REST trades', () => {
    fc.assert(
      fc.property(fc.array(deal, { minLength: 1, maxLength: 30 }), (deals) => {
        for (const trade of tradesOf(deals)) {
          const [stream, rest] = [realized(tradeJson(trade, false)), realized(tradeJson(trade, true))];
          expect(Number(stream) === 0 ? '0.000000' : stream).toBe(rest);
        }
      }),
      { numRuns: 100 },
    );
  });
});
