import { SOCKET_LIMITS, SocketBudget } from '../egress/socket-budget.js';
import { auxiliaryRefreshPeriod } from '../upstream/auxiliary-refresh.js';
import { groupAccounts } from './grouping.js';

const accounts = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('grouping', () => {
  it('gives each of a few accounts a connection of its own', () => {
    expect(groupAccounts(accounts(3))).toEqual([[0], [1], [2]]);
    expect(groupAccounts([])).toEqual([]);
    expect(groupAccounts(accounts(25))).toHaveLength(25);
  });

  it('lets accounts share connections evenly where there are many', () => {
    const groups = groupAccounts(accounts(500));
    expect(groups).toHaveLength(25);
    expect(groups.every((group) => group.length === 20)).toBe(true);
    expect(groupAccounts(accounts(51)).flat()).toEqual(accounts(51));
  });

  it.each([1, 24, 25, 26, 50, 200, 500, 550])('leaves room for all connections of %i accounts', (count) => {
    const budget = new SocketBudget();
    const markets = 1;
    budget.open(0, markets);
    for (const group of groupAccounts(accounts(count))) {
      expect(group.length).toBeLessThanOrEqual(SOCKET_LIMITS.accountsPerConnection);
      expect(group.length * 6).toBeLessThanOrEqual(SOCKET_LIMITS.subscriptionsPerConnection);
      expect(budget.hasRoomFor(group.length * 5)).toBe(true);
      budget.open(0, group.length * 5);
    }
  });

  it('refreshes every five minutes, and less often where that would spend the messages', () => {
    expect(auxiliaryRefreshPeriod(20)).toBe(300_000);
    expect((500 * 3) / (auxiliaryRefreshPeriod(500) / 60_000)).toBeLessThanOrEqual(40);
  });
});
