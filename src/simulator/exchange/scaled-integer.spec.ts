import fc from 'fast-check';
import { formatScaled, jsonNumber, parseScaled } from './scaled-integer.js';

describe('decimal', () => {
  it('formats scaled integers with all decimals', () => {
    expect(formatScaled(0n, 6)).toBe('0.000000');
    expect(formatScaled(-5n, 2)).toBe('-0.05');
    expect(formatScaled(12_345n, 0)).toBe('12345');
    expect(jsonNumber(616_600_000n, 6)).toBe('616.6');
    expect(jsonNumber(0n, 6)).toBe('0');
    expect(jsonNumber(120_000_000n, 6)).toBe('120');
  });

  it('parses its own output exactly', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
        fc.integer({ min: 0, max: 18 }),
        (value, decimals) => {
          expect(parseScaled(formatScaled(value, decimals), decimals)).toBe(value);
        },
      ),
    );
  });

  it('refuses text that is not a decimal or does not fit', () => {
    expect(() => parseScaled('1e5', 2)).toThrow('not a decimal');
    expect(() => parseScaled('', 2)).toThrow('not a decimal');
    expect(() => parseScaled('1.005', 2)).toThrow('more than 2 decimals');
    expect(parseScaled('1.500', 2)).toBe(150n);
  });
});
