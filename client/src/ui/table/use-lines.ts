import { useTable, type ExpandedState } from '@tanstack/react-table';
import { useMemo, useState } from 'react';
import { features, groupColumns } from './table-features.js';

/** One line of a table: a row, or the header of a group. */
export interface Line<R> {
  key: string;
  row: R;
  group: { label: string; rows: readonly R[]; open: boolean; toggle: () => void } | null;
}

export interface Lines<R> {
  count: number;
  at: (index: number) => Line<R>;
  /** Index of the line with this key; -1 without one. */
  indexOf: (key: string) => number;
}

/** Rows as table lines. TanStack Table does the grouping; without groups no row needs a model. */
export function useLines<R extends object>(
  rows: readonly R[],
  rowKey: (row: R) => string,
  groupOf: ((row: R) => string) | undefined,
): Lines<R> {
  const [expanded, setExpanded] = useState<ExpandedState>(true);
  const columns = useMemo(() => groupColumns(groupOf), [groupOf]);
  // Equal slices must be the same objects: each new one groups all rows anew.
  const state = useMemo(() => ({ grouping: groupOf ? ['group'] : [], expanded }), [groupOf, expanded]);
  const table = useTable({
    features,
    data: groupOf ? rows : NO_ROWS,
    columns,
    getRowId: rowKey,
    state,
    onExpandedChange: setExpanded,
    autoResetExpanded: false,
  });
  if (!groupOf)
    return {
      count: rows.length,
      at: (index) => ({ key: rowKey(rows[index]!), row: rows[index]!, group: null }),
      indexOf: (key) => rows.findIndex((row) => rowKey(row) === key),
    };
  const shown = table.getRowModel().rows;
  return {
    count: shown.length,
    at: (index) => {
      const row = shown[index]!;
      const group = row.getIsGrouped()
        ? {
            label: String(row.getValue('group')),
            rows: row.getLeafRows().map((leaf) => leaf.original),
            open: row.getIsExpanded(),
            toggle: () => row.toggleExpanded(),
          }
        : null;
      return { key: row.id, row: row.original, group };
    },
    indexOf: (key) => shown.findIndex(({ id }) => id === key),
  };
}

const NO_ROWS: readonly never[] = [];
