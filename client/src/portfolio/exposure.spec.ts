import type { PositionEntry } from './entries.js';
import { exposureOf } from './exposure.js';

const entry = (
  index: number,
  symbol: string,
  size: string,
  position_value: string,
  stale = false,
): PositionEntry =>
  ({
    key: `${index}/${symbol}`,
    index,
    account: 'a',
    stale,
    item: { symbol, size, position_value },
  }) as never;

describe('exposure by market', () => {
  it('sums long and short exactly, largest gross first', () => {
    const rows = exposureOf([
      entry(1, 'ETH', '1', '0.1'),
      entry(2, 'ETH', '2', '0.2'),
      entry(2, 'BTC', '-1', '90071992547409931.000001'),
      entry(3, 'BTC', '1', '0.000002', true),
    ]);
    expect(rows).toEqual([
      {
        symbol: 'BTC',
        long: '0.000002',
        short: '90071992547409931.000001',
        net: '-90071992547409930.999999',
        accounts: 2,
        stale: true,
      },
      { symbol: 'ETH', long: '0.3', short: '0', net: '0.3', accounts: 2, stale: false },
    ]);
    expect(exposureOf([])).toEqual([]);
  });
});
