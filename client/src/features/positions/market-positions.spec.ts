import { aPosition } from '../../../../test/support/canonical.js';
import type { PositionEntry } from '../../portfolio/entries.js';
import { marketPositions } from './market-positions.js';

const entry = (index: number, size: string, avg_entry_price: string, value: string): PositionEntry => ({
  key: `${index}`,
  index,
  account: `a${index}`,
  stale: false,
  item: aPosition({ symbol: 'ETH', size, avg_entry_price, position_value: value, unrealized_pnl: '1.5' }),
  beside: { mark: null, takeProfit: null, stopLoss: null },
});

describe('positions by market', () => {
  it('are one position at the average entry of what is left', () => {
    const [eth] = marketPositions([entry(1, '3', '2000', '6300'), entry(2, '-1', '2300', '2100')]);
    // 3 bought for 6000 and 1 sold for 2300 leave 2 for 3700.
    expect(eth).toMatchObject({
      ...{ side: 'long', size: '2', entry: '1850.0000', long: '6300', short: '2100', net: '4200' },
      ...{ unrealized: '3.0', accounts: 2 },
    });
  });

  it('that cancel are flat and have no entry', () => {
    expect(marketPositions([entry(1, '1.0', '2000', '2100'), entry(2, '-1', '2300', '2100')])).toMatchObject([
      { side: null, size: '0.0', entry: null, net: '0' },
    ]);
  });
});
