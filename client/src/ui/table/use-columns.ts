import { useMemo } from 'react';
import { usePreference } from '../../preferences/use-preferences.js';
import { usePhone } from '../use-phone.js';
import type { Column } from './column.js';
import { phoneColumns } from './layout.js';

/** Ids of hidden columns: the user's choice, else those hidden by default. */
export function hiddenColumns(chosen: string[] | undefined, columns: readonly Column<never>[]): string[] {
  return chosen ?? columns.filter(({ hidden }) => hidden).map(({ id }) => id);
}

/** The visible columns of this table. @param phoneFirst ids of the columns that lead on a phone */
export function useColumns<R>(
  table: string,
  columns: readonly Column<R>[],
  phoneFirst: readonly string[],
): readonly Column<R>[] {
  const chosen = usePreference('hiddenColumns')[table];
  const phone = usePhone();
  // Columns sort and search by the user's own names, so new names are new columns.
  const names = usePreference('accountNames');
  return useMemo(() => {
    const hidden = hiddenColumns(chosen, columns);
    const shown = columns.filter(({ id }) => !hidden.includes(id));
    return phone ? phoneColumns(shown, phoneFirst) : names && [...shown];
  }, [chosen, columns, phone, phoneFirst, names]);
}
