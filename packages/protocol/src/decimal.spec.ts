import { Big } from 'big.js';
import * as fc from 'fast-check';
import { minus, parseDecimal, quotient, times, toFixed } from './decimal.js';

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.nat(8))
  .map(([units, scale]) => new Big(String(units)).div(10 ** scale).toFixed(scale));
const digits = fc.nat(10);

describe('fixed-point decimals', () => {
  it('agree with a decimal library', () => {
    fc.assert(
      fc.property(decimal, decimal, digits, (a, b, places) => {
        const [x, y] = [parseDecimal(a), parseDecimal(b)];
        expect(toFixed(minus(x, y), places)).toBe(spelled(new Big(a).minus(b), places));
        expect(toFixed(times(x, y), places)).toBe(spelled(new Big(a).times(b), places));
      }),
    );
  });

  it('divide like one', () => {
    const Exact = Big();
    Exact.DP = 10;
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        fc.pre(!new Big(b).eq(0));
        const expected = new Exact(a).div(b);
        expect(quotient(parseDecimal(a), parseDecimal(b), 10)).toBe(spelled(expected, 10));
      }),
    );
  });

  /** Zero has no sign here. */
  function spelled(value: Big, places: number): string {
    return value.toFixed(places).replace(/^-(0(\.0*)?)$/, '$1');
  }
});
