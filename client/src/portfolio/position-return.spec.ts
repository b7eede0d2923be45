import type { Position } from '../live/model.js';
import { fundingOf, returnOf } from './position-return.js';

const position = (fields: Partial<Position>): Position =>
  ({
    ...{ size: '-2', avg_entry_price: '100', initial_margin_fraction: '10.00', margin_mode: 'cross' },
    ...{ allocated_margin: '0.000000', unrealized_pnl: '-5', total_funding_paid_out: null, ...fields },
  }) as Position;

describe('what a position returned', () => {
  it('is in percent of its margin at the entry price', () => {
    expect(returnOf(position({}))).toBe('-25.00');
    expect(returnOf(position({ margin_mode: 'isolated' }))).toBe('-25.00');
  });

  it('is in percent of what was allocated to an isolated position', () => {
    expect(returnOf(position({ margin_mode: 'isolated', allocated_margin: '50' }))).toBe('-10.00');
  });

  it('is unknown without its margin', () => {
    expect(returnOf(position({ initial_margin_fraction: null }))).toBeNull();
    expect(returnOf(position({ initial_margin_fraction: '0.00' }))).toBeNull();
  });

  it('counts funding as money of the account', () => {
    expect(
      ['1.5', '-0.25', '0', null].map((paid) => fundingOf(position({ total_funding_paid_out: paid }))),
    ).toEqual(['-1.5', '0.25', '0', null]);
  });
});
