import Columns3 from 'lucide:columns-3';
import { setPreferences } from '../../preferences/preferences-store.js';
import { usePreference } from '../../preferences/use-preferences.js';
import { LazyCheckMenu } from '../lazy-check-menu.js';
import type { Column } from './column.js';
import { hiddenColumns } from './use-columns.js';

/** Selects the visible columns of a table; the first is always visible. */
export function ColumnMenu({ table, columns }: { table: string; columns: readonly Column<never>[] }) {
  const kept = usePreference('hiddenColumns');
  const hidden = hiddenColumns(kept[table], columns);
  const choices = columns.slice(1);
  const keep = (shown: string[]): void => {
    const away = choices.filter(({ id }) => !shown.includes(id)).map(({ id }) => id);
    setPreferences({ hiddenColumns: { ...kept, [table]: away } });
  };
  return (
    <LazyCheckMenu
      button={{
        look: 'quiet',
        className: 'w-7 !px-0 pointer-coarse:w-9',
        'aria-label': 'Choose columns',
        title: 'Choose columns',
        children: <Columns3 size={14} />,
      }}
      items={choices.map(({ id, header }) => ({ id, label: header }))}
      checked={choices.filter(({ id }) => !hidden.includes(id)).map(({ id }) => id)}
      onChange={keep}
    />
  );
}
