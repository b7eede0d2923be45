import type { Entry } from '../portfolio/entries.js';
import { AccountName } from '../ui/account-name.js';
import type { Column } from '../ui/table/column.js';

/** Which account a row belongs to, in lists over all of them. */
export function accountColumn<T>(): Column<Entry<T>> {
  return {
    id: 'account',
    header: 'Account',
    width: 190,
    value: ({ account, index }) => `${account} ${index}`,
    cell: ({ account, index }) => <AccountName index={index} name={account} />,
  };
}

/** Narrows such a list to one account. */
export const ACCOUNT_FILTER = {
  name: 'account',
  label: 'Account',
  valueOf: ({ index }: Entry<unknown>): string => String(index),
  labelOf: ({ account }: Entry<unknown>): string => account,
};
