import { createHash } from 'node:crypto';
import type { AccountConfig } from '../../config/accounts/accounts.js';

/** What every account without a proxy uses. */
const DIRECT = 'direct';

/** The names of all shares. */
export function shareNames(count: number): string[] {
  return Array.from({ length: count }, (_, share) => String(share));
}

/**
 * The accounts of each share, in the order of their configuration. Accounts with a common egress share its rate budget, so
 * they are in one share, as are accounts that are linked by others. A share may have none.
 * @returns by name; the same for every process with this configuration
 */
export function accountsOfShares(
  accounts: readonly AccountConfig[],
  count: number,
): ReadonlyMap<string, readonly AccountConfig[]> {
  const groups = groupsOf(accounts);
  const names = shareNames(count);
  const shareOf = (account: AccountConfig): string => chosen(names, groups.get(account)!);
  return new Map(names.map((name) => [name, accounts.filter((account) => shareOf(account) === name)]));
}

/** Names the cut: collectors that cut differently would follow an account twice. */
export function layoutOf(accounts: readonly AccountConfig[], count: number): string {
  const shares = [...accountsOfShares(accounts, count)].map(([name, own]) => [
    name,
    own.map(({ index }) => index),
  ]);
  return `${count}/${hash(JSON.stringify(shares)).slice(0, 12)}`;
}

/** The group of each account, named by its least egress. */
function groupsOf(accounts: readonly AccountConfig[]): Map<AccountConfig, string> {
  const leader = new Map<string, string>();
  const find = (egress: string): string => {
    const above = leader.get(egress) ?? egress;
    return above === egress ? egress : find(above);
  };
  const egressesOf = ({ proxies }: AccountConfig): string[] =>
    proxies.length === 0 ? [DIRECT] : proxies.map(({ id }) => id);
  for (const account of accounts) {
    const [first, ...others] = egressesOf(account).map(find).sort();
    for (const other of others) leader.set(other, first!);
  }
  return new Map(accounts.map((account) => [account, find(egressesOf(account)[0]!)]));
}

/** By the highest hash, so that a group moves only when its own name does, or a share comes or goes. */
function chosen(names: readonly string[], group: string): string {
  const scored = names.map((name) => ({ name, score: hash(`${name} ${group}`) }));
  return scored.reduce((best, next) => (next.score > best.score ? next : best)).name;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
