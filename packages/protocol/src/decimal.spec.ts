import { Big } from 'big.js';
import * as fc from 'fast-check';
import {
  absolute,
  compareDecimals,
  difference,
  minus,
  parseDecimal,
  quotient,
  shortest,
  signOf,
  sum,
  times,
  toFixed,
  toText,
} from './decimal.js';

const decimal = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.nat({ max: 18 }))
  .map(([negative, digits, scale]) => {
    const text = String(digits).padStart(scale + 1, '0');
    const point = text.length - scale;
    return `${negative ? '-' : ''}${text.slice(0, point)}${scale > 0 ? `.${text.slice(point)}` : ''}`;
  });

describe('fixed-point decimals', () => {
  it('subtract, multiply and round like a decimal library', () => {
    fc.assert(
      fc.property(decimal, decimal, fc.nat(10), (a, b, places) => {
        const [x, y] = [parseDecimal(a), parseDecimal(b)];
        expect(toFixed(minus(x, y), places)).toBe(spelled(new Big(a).minus(b), places));
        expect(toFixed(times(x, y), places)).toBe(spelled(new Big(a).times(b), places));
      }),
    );
  });

  it('divide like a decimal library', () => {
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

  it('keep every digit from text to text, except the sign of zero', () => {
    fc.assert(
      fc.property(decimal, (text) => {
        expect(toText(parseDecimal(text))).toBe(signOf(text) === 0 ? absolute(text) : text);
      }),
    );
  });

  it('have the shortest spelling of a decimal library', () => {
    fc.assert(
      fc.property(decimal, (text) =>
        expect(shortest(text)).toBe(new Big(text).toFixed().replace(/^-0$/, '0')),
      ),
    );
  });

  it.each(['', '1e5', 'NaN', '1.', '.5', '1,5', ' 1', '0x10', '--1', '+1'])('refuse %j', (text) => {
    expect(() => parseDecimal(text)).toThrow(RangeError);
  });

  /** Zero has no sign here. */
  function spelled(value: Big, places: number): string {
    return value.toFixed(places).replace(/^-(0(\.0*)?)$/, '$1');
  }
});

describe('sums of decimals', () => {
  it('equal those of a decimal library, in any order', () => {
    fc.assert(
      fc.property(fc.array(decimal), (values) => {
        const expected = values.reduce((total, value) => total.plus(value), new Big(0));
        expect(new Big(sum(values)).eq(expected)).toBe(true);
        expect(sum(values.toReversed())).toBe(sum(values));
      }),
    );
  });

  it.each([
    [[], '0'],
    [[null], '0'],
    [['0.1', '0.2'], '0.3'],
    [['1.50', '-1.5'], '0.00'],
    [['-0.05'], '-0.05'],
    [['1.000004', null, '-0.000004', undefined], '1.000000'],
    [['123456789012345678901234567890', '0.1'], '123456789012345678901234567890.1'],
  ])('of %j is %s, with the digits of the most precise value', (values, expected) => {
    expect(sum(values)).toBe(expected);
  });

  it('and differences keep the digits of the more precise operand', () => {
    expect(difference('10035.5', '44.500000')).toBe('9991.000000');
  });
});

describe('the order of decimals', () => {
  it('is exact beyond the precision of a double', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        expect(Math.sign(compareDecimals(a, b))).toBe(new Big(a).cmp(b));
      }),
    );
    expect(compareDecimals('9007199254740993', '9007199254740992')).toBeGreaterThan(0);
  });

  it('gives zero no sign, however it is spelled', () => {
    expect(['-0.00', '0', '-0.01', '0.10'].map(signOf)).toEqual([0, 0, -1, 1]);
  });
});
