import type { AccountState } from '../live/model.js';

/** What people call the account: its label, else what the configuration calls it. */
export function nameOf({ label, name }: Pick<AccountState, 'label' | 'name'>): string {
  return label?.label ?? configuredName(name);
}

/** `Lighter_4_desk` is the name of an environment variable; the account is `desk`. */
export function configuredName(name: string): string {
  return name.replace(/^Lighter_\d+_(?=.)/, '');
}

/** Its group and tags, so that a search finds it by them; empty without any. */
export function groupOf({ label }: Pick<AccountState, 'label'>): string {
  return [label?.group ?? '', ...(label?.tags ?? [])].join(' ').trim();
}
