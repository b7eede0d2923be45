import { useMemo } from 'react';
import { usePreference } from '../../preferences/use-preferences.js';
import type { Column } from './column.js';

/** Ids of the columns not shown: what the user chose, else those that start hidden. */
export function hiddenColumns(chosen: string[] | undefined, columns: readonly Column<never>[]): string[] {
  return chosen ?? columns.filter(({ hidden }) => hidden).map(({ id }) => id);
}

/** The columns that the user wants to see of this table. */
export function useColumns<R>(table: string, columns: readonly Column<R>[]): readonly Column<R>[] {
  const chosen = usePreference('hiddenColumns')[table];
  return useMemo(() => {
    const hidden = hiddenColumns(chosen, columns);
    return columns.filter(({ id }) => !hidden.includes(id));
  }, [chosen, columns]);
}
