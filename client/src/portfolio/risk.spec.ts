import type { AccountFigures } from './account-figures.js';
import { riskOf } from './risk.js';

const account = (distance: string | null, marginUsage: string | null, positions: number | null = 1) =>
  ({
    nearest: distance === null ? null : { symbol: 'ETH', distance },
    marginUsage,
    positions,
  }) as AccountFigures;

describe('the risk of several accounts', () => {
  it('is led by the nearest liquidation and the fullest margin', () => {
    const [near, full] = [account('9.5', '20.00'), account('10.25', '100.00')];
    expect(riskOf([account('80', '3.00'), near, full])).toEqual({ nearest: near, fullest: full, unknown: 0 });
  });

  it('counts accounts of which nothing is known instead of calling them safe', () => {
    expect(riskOf([account(null, null, null), account(null, '0.00', 0)])).toMatchObject({
      nearest: null,
      unknown: 1,
    });
  });
});
