import { decimalParts, formatDecimal, NUMBER_FORMATS } from './number-format.js';

describe('number formats', () => {
  const { comma, dot } = NUMBER_FORMATS;

  it('groups integer digits and keeps all others', () => {
    expect(formatDecimal('-1234567.890100', comma)).toBe('−1,234,567.890100');
    expect(formatDecimal('1234567.8901', dot)).toBe('1.234.567,8901');
    expect(formatDecimal('90071992547409931234.000000000000000001', comma)).toBe(
      '90,071,992,547,409,931,234.000000000000000001',
    );
  });

  it('shows the sign of a gain, and none for zero', () => {
    expect(formatDecimal('0.5', comma, true)).toBe('+0.5');
    expect(formatDecimal('-0.000', comma, true)).toBe('0.000');
  });

  it('emphasizes cents of money and four significant digits of a small price', () => {
    expect(decimalParts('12.345678', comma)).toEqual({ sign: '', head: '12.34', tail: '5678' });
    expect(decimalParts('0.00012345', comma, { kind: 'quantity' })).toEqual({
      sign: '',
      head: '0.0001234',
      tail: '5',
    });
  });
});
