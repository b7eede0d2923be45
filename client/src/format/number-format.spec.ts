import { decimalParts, formatDecimal, NUMBER_FORMATS, shownDecimal } from './number-format.js';

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

  it('shorten money to two decimals, and name the exact value', () => {
    const shown = (value: string) => {
      const { sign, head, tail, exact } = shownDecimal(value, comma, { signed: true });
      return [sign + head + tail, exact];
    };
    expect(shown('1234.5678')).toEqual(['+1,234.57', '+1,234.5678']);
    expect(shown('-1234.50')).toEqual(['−1,234.50', null]);
    expect(shown('0.000000')).toEqual(['0.00', '0.000000']);
    expect(shown('-0.000123')).toEqual(['−0.00012', '−0.000123']);
    expect(shown('25333333.333333')).toEqual(['+25.33 M', '+25,333,333.333333']);
    expect(shownDecimal('0.00012345', comma, { kind: 'quantity' }).exact).toBeNull();
    expect(shownDecimal('1.2345', { ...comma, everyDigit: true }).tail).toBe('45');
  });
});
