import { Big } from 'big.js';
import fc from 'fast-check';
import { addExact, exactText, ZERO } from './exact-sum.js';

const decimal = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.nat({ max: 18 }))
  .map(([negative, digits, scale]) => {
    const text = String(digits).padStart(scale + 1, '0');
    const point = text.length - scale;
    return `${negative ? '-' : ''}${text.slice(0, point)}${scale > 0 ? `.${text.slice(point)}` : ''}`;
  });

const sumOf = (values: readonly string[]) => exactText(values.reduce(addExact, ZERO));

describe('exact sum', () => {
  it('equals the integer sum at any scale', () => {
    fc.assert(
      fc.property(fc.array(decimal), (values) => {
        const expected = values.reduce((sum, value) => sum.plus(value), new Big(0));
        expect(new Big(sumOf(values)).eq(expected)).toBe(true);
      }),
    );
  });

  it('does not depend on the order', () => {
    fc.assert(fc.property(fc.array(decimal), (values) => sumOf(values) === sumOf(values.toReversed())));
  });

  it.each([
    [[], '0'],
    [['0.1', '0.2'], '0.3'],
    [['1.50', '-1.5'], '0.00'],
    [['-0.05'], '-0.05'],
    [['123456789012345678901234567890', '0.1'], '123456789012345678901234567890.1'],
  ])('of %j is %s, with the decimals of its most exact summand', (values, expected) => {
    expect(sumOf(values)).toBe(expected);
  });

  it.each(['', '1e5', 'NaN', '1.', '.5', '1,5'])('refuses %j', (text) => {
    expect(() => addExact(ZERO, text)).toThrow(RangeError);
  });
});
