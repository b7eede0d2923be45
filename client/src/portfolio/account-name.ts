import type { AccountState } from '../live/model.js';

/** What people call the account: its label, else what the configuration calls it. */
export function nameOf({ label, name }: Pick<AccountState, 'label' | 'name'>): string {
  return label?.label ?? configuredName(name);
}

/** The same by index, for an account that may be gone. */
export function nameIn(accounts: ReadonlyMap<number, AccountState>, index: number): string {
  const account = accounts.get(index);
  return account ? nameOf(account) : `account ${index}`;
}

/** `Lighter_4_desk` is the name of an environment variable; the account is `desk`. */
export function configuredName(name: string): string {
  return name.replace(/^Lighter_\d+_(?=.)/, '');
}

/** Its group and tags, so that a search finds it by them; empty without any. */
export function groupOf({ label }: Pick<AccountState, 'label'>): string {
  return [label?.group ?? '', ...(label?.tags ?? [])].join(' ').trim();
}
