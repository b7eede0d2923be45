import { groupAccounts, auxiliaryRefreshPeriod } from './grouping.js';

const accounts = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('grouping', () => {
  it('gives each account a connection of its own while there are few', () => {
    expect(groupAccounts(accounts(3))).toEqual([[0], [1], [2]]);
    expect(groupAccounts([])).toEqual([]);
    expect(groupAccounts(accounts(50))).toHaveLength(50);
  });

  it('lets accounts share evenly where one each would be too many', () => {
    const groups = groupAccounts(accounts(500));
    expect(groups).toHaveLength(50);
    expect(groups.every((group) => group.length === 10)).toBe(true);
    expect(groupAccounts(accounts(51)).flat()).toEqual(accounts(51));
  });

  it('looks every five minutes, and more rarely where looks alone would spend the messages', () => {
    expect(auxiliaryRefreshPeriod(20)).toBe(300_000);
    expect((500 * 3) / (auxiliaryRefreshPeriod(500) / 60_000)).toBeLessThanOrEqual(40);
  });
});
