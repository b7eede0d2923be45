import type { Entry } from '../portfolio/entries.js';
import type { Column } from '../ui/table/column.js';
import { accountColumn } from './column-factories';

export const isStale = ({ stale }: Entry<unknown>): boolean => stale;

/** Which account a row belongs to, in lists over all of them. */
export function entryAccountColumn<T>(): Column<Entry<T>> {
  return accountColumn(({ account, index }) => ({ index, name: account }), { width: 182 });
}
