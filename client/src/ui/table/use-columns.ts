import { useMemo } from 'react';
import { getPreferences, setPreferences } from '../../preferences/preferences-store.js';
import { usePreference } from '../../preferences/use-preferences.js';
import { usePhone } from '../use-screen.js';
import { arranged, moved, type Arrange } from './arrange.js';
import type { Column } from './column.js';
import { phoneColumns } from './layout.js';

/** Ids of hidden columns: the user's choice, else those hidden by default. */
export function hiddenColumns(chosen: string[] | undefined, columns: readonly Column<never>[]): string[] {
  return chosen ?? columns.filter(({ hidden }) => hidden).map(({ id }) => id);
}

interface ShownColumns<R> {
  /** In the order and widths of the user. */
  columns: readonly Column<R>[];
  arrange: Arrange;
}

/** The visible columns of this table, and how to change them. */
export function useColumns<R>(table: string, columns: readonly Column<R>[]): ShownColumns<R> {
  const chosen = usePreference('hiddenColumns')[table];
  const order = usePreference('columnOrders')[table];
  const widths = usePreference('columnWidths')[table];
  const phone = usePhone();
  return useMemo(() => {
    const hidden = hiddenColumns(chosen, columns);
    const all = arranged(columns, order, widths);
    const shown = all.filter(({ id }) => !hidden.includes(id));
    return {
      columns: phone ? phoneColumns(shown) : shown,
      arrange: arrangeOf(table, () => all.map(({ id }) => id)),
    };
  }, [table, chosen, order, widths, columns, phone]);
}

const NARROWEST = 40;

/** Keeps what the user does to this table in the preferences. @param ids of all its columns, in their order */
function arrangeOf(table: string, ids: () => readonly string[]): Arrange {
  return {
    move(id, to) {
      const { columnOrders } = getPreferences();
      setPreferences({ columnOrders: { ...columnOrders, [table]: moved(ids(), id, to) } });
    },
    resize(id, width) {
      const { columnWidths } = getPreferences();
      const widths = { ...columnWidths[table], [id]: Math.max(NARROWEST, Math.round(width)) };
      setPreferences({ columnWidths: { ...columnWidths, [table]: widths } });
    },
  };
}
