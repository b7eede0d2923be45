import { SECTIONS, type AccountState } from '../live/model.js';
import { figuresOf } from './account-figures.js';

const NOW = 1_000_000;

/** An account all of whose sections were confirmed now, but for these. */
const account = (old: Partial<Record<(typeof SECTIONS)[number], number>>): AccountState =>
  ({
    summary: { total_asset_value: '100', margin_usage: '32.46', available_balance: '-42.33' },
    positions: [],
    orders: [],
    gaps: [],
    sections: Object.fromEntries(
      SECTIONS.map((name) => [
        name,
        { stale: name in old, confirmed_at: old[name] ?? NOW, reason: null, source: 'stream' },
      ]),
    ),
  }) as unknown as AccountState;

describe('the figures of an account', () => {
  it('are as old as their oldest stale section, not as the newest one', () => {
    expect(figuresOf(account({}))).toMatchObject({ health: 'live', confirmedAt: NOW });
    const stale = figuresOf(account({ summary: NOW - 90_000, trades: NOW - 60_000 }));
    expect(stale).toMatchObject({ health: 'stale', confirmedAt: NOW - 90_000, moneyStale: true });
  });

  it('have live money while only fills are catching up', () => {
    const catchingUp = figuresOf(account({ trades: NOW - 60_000 }));
    expect(catchingUp).toMatchObject({ health: 'stale', staleSection: 'trades', moneyStale: false });
  });

  it('have the margin usage of the exchange, also where nothing is available', () => {
    expect(figuresOf(account({})).marginUsage).toBe('32.46');
  });
});
