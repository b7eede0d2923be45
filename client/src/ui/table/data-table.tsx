import { useTable, type ExpandedState } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useId, useMemo, useRef, useState, type ReactNode, type UIEvent } from 'react';
import { usePreference } from '../../preferences/use-preferences.js';
import { cx } from '../cx.js';
import { Loading } from '../unknown.js';
import { sortRows } from './arrange-rows.js';
import type { Column } from './column.js';
import type { Follow } from './follow.js';
import { GroupRow } from './group-row.js';
import { gridTemplate, leastWidth, ROW_HEIGHT } from './layout.js';
import { features, groupColumns } from './table-features.js';
import { TableHead, type Sort } from './table-head.js';
import { TableRow } from './table-row.js';
import { useActiveRow } from './use-active-row.js';

export interface DataTableProps<R extends object> {
  label: string;
  /** `null` while loading. */
  rows: readonly R[] | null;
  rowKey: (row: R) => string;
  /** For rows that move more often than the table is told. */
  follow?: Follow<R>;
  /** The columns to show, in order. */
  columns: readonly Column<R>[];
  sort: Sort | null;
  onSort: (sort: Sort) => void;
  groupOf?: (row: R) => string;
  onOpen?: (row: R) => void;
  /** In the place of rows when there are none. */
  empty: ReactNode;
  className?: string;
}

/** A virtualised table: sorted here, grouped by TanStack Table, drawn only where it is seen. */
export function DataTable<R extends object>(props: DataTableProps<R>) {
  const { label, rows, rowKey, follow, columns, sort, onSort, groupOf, onOpen, empty, className } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const height = ROW_HEIGHT[usePreference('density')];
  const defs = useMemo(() => groupColumns(groupOf), [groupOf]);
  const [expanded, setExpanded] = useState<ExpandedState>(true);
  const sortId = sort?.id;
  const descending = sort?.desc ?? false;
  const data = useMemo(
    () =>
      sortRows(
        rows ?? NO_ROWS,
        columns.find(({ id }) => id === sortId),
        descending,
        groupOf,
      ),
    [rows, columns, sortId, descending, groupOf],
  );
  // Equal slices must be the same objects: each new one groups all rows anew.
  const state = useMemo(
    () => ({
      grouping: groupOf ? ['group'] : [],
      expanded,
    }),
    [groupOf, expanded],
  );
  const table = useTable({
    features,
    data,
    columns: defs,
    getRowId: rowKey,
    state,
    onExpandedChange: setExpanded,
    autoResetExpanded: false,
  });
  const shown = table.getRowModel().rows;
  const virtualizer = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 8,
    useFlushSync: false,
  });
  const template = useMemo(() => gridTemplate(columns), [columns]);
  const open = useCallback((row: R) => onOpen?.(row), [onOpen]);
  const keys = useActiveRow(
    shown.length,
    (index) => virtualizer.scrollToIndex(index),
    (index) => {
      const row = shown[index];
      if (row?.getIsGrouped()) row.toggleExpanded();
      else if (row) open(row.original);
    },
  );
  const toggleSort = (column: string): void => {
    const order = columns.find((candidate) => candidate.id === column)?.order ?? 'text';
    onSort({ id: column, desc: sort?.id === column ? !sort.desc : order !== 'text' });
  };

  return (
    <div
      ref={scroller}
      onScroll={markSideways}
      className={cx(
        'group/table border-line bg-panel outline-accent relative min-h-0 flex-1 overflow-auto border-t -outline-offset-2 has-[[role=grid]:focus-visible]:outline-2',
        className,
      )}
    >
      <div
        role="grid"
        aria-label={label}
        aria-busy={rows === null}
        aria-rowcount={shown.length + 1}
        aria-colcount={columns.length}
        aria-activedescendant={keys.active >= 0 ? `${id}-${keys.active}` : undefined}
        tabIndex={0}
        onKeyDown={keys.onKeyDown}
        className="outline-none"
        style={{ minWidth: leastWidth(columns) }}
      >
        <TableHead columns={columns} template={template} sort={sort} onSort={toggleSort} />
        <div role="rowgroup" className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const row = shown[index]!;
            const common = { columns, template, index, top: start, height };
            return row.getIsGrouped() ? (
              <GroupRow
                key={row.id}
                {...common}
                label={String(row.getValue('group'))}
                rows={row.getLeafRows().map((leaf) => leaf.original)}
                open={row.getIsExpanded()}
                onToggle={() => row.toggleExpanded()}
              />
            ) : (
              <TableRow
                key={row.id}
                {...common}
                id={`${id}-${index}`}
                row={row.original}
                follow={follow}
                active={index === keys.active}
                onOpen={onOpen && open}
              />
            );
          })}
        </div>
      </div>
      {rows === null && <LoadingRows height={height} />}
      {rows !== null && shown.length === 0 && empty}
    </div>
  );
}

const NO_ROWS: readonly never[] = [];

/** The first column sticks only while the table is scrolled sideways: each cell that sticks is a layer to draw. */
function markSideways({ currentTarget }: UIEvent<HTMLElement>): void {
  currentTarget.toggleAttribute('data-sideways', currentTarget.scrollLeft > 0);
}

function LoadingRows({ height }: { height: number }) {
  return (
    <div aria-busy="true">
      {[64, 40, 52, 36].map((width) => (
        <div key={width} className="flex items-center px-3" style={{ height }}>
          <Loading className={`w-${width}`} />
        </div>
      ))}
    </div>
  );
}
