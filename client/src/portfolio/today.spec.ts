import { gainOf, gainOfAll } from './today.js';

describe('gains', () => {
  it('leave deposits and withdrawals out', () => {
    const opening = { opening_equity: '1000.00', cash_flows: '500' };
    expect(gainOf('1515', opening)).toEqual({ pnl: '15.00', percent: '1.00' });
    expect(gainOf('480', { opening_equity: '1000', cash_flows: '-500' })).toEqual({
      pnl: '-20',
      percent: '-2.00',
    });
    const all = [
      { ...opening, equity: '1515' },
      { opening_equity: '485', cash_flows: '0', equity: '470' },
    ];
    expect(gainOfAll(all)).toEqual({ pnl: '0.00', percent: '0.00' });
    expect(gainOfAll([]).percent).toBeNull();
  });
});
