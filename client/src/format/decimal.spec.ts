import { difference, sum } from './decimal.js';

describe('decimal sums', () => {
  it('are exact and as precise as their operands', () => {
    expect(sum(['0.1', '0.2'])).toBe('0.3');
    expect(sum(['1.000004', null, '-0.000004', undefined])).toBe('1.000000');
    expect(sum(['90071992547409931', '0.25', '0.75'])).toBe('90071992547409932.00');
    expect(difference('10035.5', '44.500000')).toBe('9991.000000');
  });

  it('are a plain zero without operands', () => {
    expect(sum([])).toBe('0');
    expect(sum([null])).toBe('0');
  });
});
