import * as fc from 'fast-check';
import type { AccountConfig } from '../../config/accounts/accounts.js';
import { accountsOfShares, layoutOf, shareNames } from './share-layout.js';

/** Accounts by the names of their proxies. */
function accountsWith(proxies: readonly (readonly string[])[]): AccountConfig[] {
  return proxies.map(
    (ids, index) =>
      ({ index, name: `Lighter_${index}_a`, proxies: ids.map((id) => ({ id })) }) as unknown as AccountConfig,
  );
}

const PROXIES = fc.array(fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), { maxLength: 3 }), {
  maxLength: 12,
});

describe('accountsOfShares', () => {
  it('puts every account into exactly one share', () => {
    fc.assert(
      fc.property(PROXIES, fc.integer({ min: 1, max: 8 }), (proxies, count) => {
        const accounts = accountsWith(proxies);
        const shares = accountsOfShares(accounts, count);
        expect([...shares.keys()]).toEqual(shareNames(count));
        expect([...shares.values()].flat().sort((a, b) => a.index - b.index)).toEqual(accounts);
      }),
    );
  });

  it('never lets two shares use one egress', () => {
    fc.assert(
      fc.property(PROXIES, fc.integer({ min: 2, max: 8 }), (proxies, count) => {
        const shares = [...accountsOfShares(accountsWith(proxies), count).values()];
        const egresses = shares.map(
          (own) =>
            new Set(
              own.flatMap((account) =>
                account.proxies.length ? account.proxies.map(({ id }) => id) : ['direct'],
              ),
            ),
        );
        const all = egresses.flatMap((ids) => [...ids]);
        expect(new Set(all).size).toBe(all.length);
      }),
    );
  });

  it('keeps accounts where they are when others come', () => {
    const before = accountsOfShares(accountsWith([['a'], ['b'], ['c']]), 4);
    const after = accountsOfShares(accountsWith([['a'], ['b'], ['c'], ['d']]), 4);
    for (const [name, own] of before) expect(after.get(name)).toEqual(expect.arrayContaining([...own]));
  });

  it('uses every share when there are enough groups', () => {
    const groups = Array.from({ length: 60 }, (_, at) => [`proxy-${at}:8080`]);
    const shares = [...accountsOfShares(accountsWith(groups), 4).values()];
    for (const own of shares) expect(own.length).toBeGreaterThan(5);
  });
});

describe('layoutOf', () => {
  it('differs when an account would be followed by another share, and only then', () => {
    const groups = [['a'], ['b'], ['c'], ['d']];
    const layout = layoutOf(accountsWith(groups), 4);
    expect(layoutOf(accountsWith([['a', 'a2'], ...groups.slice(1)]), 4)).toBe(layout);
    expect(layoutOf(accountsWith(groups.map(() => ['a'])), 4)).not.toBe(layout);
    expect(layoutOf(accountsWith(groups), 3)).not.toBe(layout);
  });
});
