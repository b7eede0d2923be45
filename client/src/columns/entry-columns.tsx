import type { Entry } from '../portfolio/entries.js';
import { accountName } from '../preferences/preferences-store.js';
import { AccountName } from '../ui/account-name.js';
import type { Column } from '../ui/table/column.js';

export const isStale = ({ stale }: Entry<unknown>): boolean => stale;

/** Which account a row belongs to, in lists over all of them. */
export function accountColumn<T>(): Column<Entry<T>> {
  return {
    id: 'account',
    header: 'Account',
    width: 182,
    phoneWidth: 132,
    value: ({ account, index }) => `${accountName(index, account)} ${account} ${index}`,
    cell: ({ account, index }) => <AccountName index={index} name={account} />,
  };
}
