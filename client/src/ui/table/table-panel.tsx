import { useMemo, useState, type ReactNode } from 'react';
import { Button } from '../button.js';
import { cx } from '../cx.js';
import { usePhone } from '../use-screen.js';
import { Panel } from '../panel.js';
import { SearchField } from '../search-field.js';
import { Select } from '../select.js';
import type { CardLayout } from './card.js';
import type { Column, Follow } from './column.js';
import { ColumnMenu } from './column-menu.js';
import { DataTable } from './data-table.js';
import { byText, searchRows } from './row-order.js';
import { ExportButton } from './export-button.js';
import type { RowTone } from './table-row.js';
import { firstSort, type Sort } from './table-head.js';
import { useColumns } from './use-columns.js';
import { useThrottled } from './use-throttled.js';
import { useTableAddress } from './use-table-address.js';

/** Filters the rows by one value; kept in the address under its name. */
export interface Filter<R> {
  name: string;
  label: string;
  valueOf: (row: R) => string;
  /** Display text of a value; the value itself when absent. */
  labelOf?: (row: R) => string;
}

interface TablePanelProps<R extends object> {
  /** Identifies the table in the address and in stored column choices. */
  id: string;
  title: string;
  rows: readonly R[] | null;
  rowKey: (row: R) => string;
  follow?: Follow<R>;
  /** See `DataTable`. */
  plain?: boolean;
  onMoving?: (moving: boolean) => void;
  columns: readonly Column<R>[];
  /** See `DataTable`. */
  card?: CardLayout;
  sort: Sort | null;
  filters?: readonly Filter<R>[];
  /** Available groupings, by name. */
  groups?: Readonly<Record<string, (row: R) => string>>;
  onOpen?: (row: R) => void;
  rowTone?: (row: R) => RowTone | null;
  empty: ReactNode;
  aside?: ReactNode;
  className?: string;
}

/** A table with search, filters, grouping and column selection above it. */
export function TablePanel<R extends object>(props: TablePanelProps<R>) {
  const {
    id,
    title,
    rows,
    columns,
    card,
    filters = NO_FILTERS,
    groups,
    aside,
    className,
    sort,
    empty,
    ...rest
  } = props;
  const address = useTableAddress(sort);
  const { columns: shownColumns, arrange } = useColumns(id, columns);
  const chosen = filters.map(({ name }) => address.get(name) ?? '').join('\n');
  const { search } = address;
  const shown = useMemo(() => {
    const narrowed = narrow(rows, filters, chosen.split('\n'));
    return narrowed && searchRows(narrowed, shownColumns, search);
  }, [rows, filters, chosen, shownColumns, search]);
  // Options rarely change; with many rows they are recomputed periodically instead of on every frame.
  const settled = useThrottled(rows, rows && rows.length > MANY_ROWS ? OPTIONS_MS : 0);
  const options = useMemo(
    () => filters.map((filter) => optionsOf(settled ?? [], filter)),
    [settled, filters],
  );
  const group = address.get('group');
  const phone = usePhone();
  const [filtering, setFiltering] = useState(false);
  const isFiltering = !phone || filtering || chosen.replaceAll('\n', '') !== '';
  return (
    <Panel
      title={title}
      count={rows ? countText(shown?.length ?? 0, rows.length) : undefined}
      className={
        phone && card
          ? cx('!flex-none', className ?? (!rows && LOADING_HEIGHT))
          : (className ?? 'min-h-80 flex-1')
      }
      aside={
        <>
          {phone && (filters.length > 0 || groups || card) && (
            <Button aria-expanded={filtering} onClick={() => setFiltering(!filtering)}>
              Filter
            </Button>
          )}
          {isFiltering &&
            filters.map((filter, place) => (
              <Select
                key={filter.name}
                label={filter.label}
                none={`${filter.label}: all`}
                options={options[place] ?? []}
                value={address.get(filter.name) ?? ''}
                onChange={(event) => address.set(filter.name, event.target.value)}
              />
            ))}
          {isFiltering && groups && (
            <Select
              label="Group by"
              none="Not grouped"
              options={Object.keys(groups).map((name) => ({ value: name, label: `By ${name}` }))}
              value={group ?? ''}
              onChange={(event) => address.set('group', event.target.value)}
            />
          )}
          {phone && card && isFiltering && (
            <Select
              label="Sort by"
              none="Sort by"
              options={columns.map(({ id: value, header }) => ({
                value,
                label: `By ${header.toLowerCase()}`,
              }))}
              value={address.sort?.id ?? ''}
              onChange={({ target }) => address.setSort(firstSort(columns, target.value))}
            />
          )}
          <SearchField
            label={`Search ${title.toLowerCase()}`}
            value={address.search}
            onChange={address.setSearch}
          />
          <ExportButton table={id} columns={shownColumns} rows={shown} />
          <ColumnMenu table={id} columns={columns} />
          {aside}
        </>
      }
    >
      <DataTable
        {...rest}
        label={title}
        rows={shown}
        columns={shownColumns}
        card={card}
        arrange={arrange}
        sort={address.sort}
        onSort={address.setSort}
        {...(group && groups?.[group] && { groupOf: groups[group] })}
        empty={
          rows?.length ? (
            <p className="text-muted p-4 text-center">Nothing matches the search and filters.</p>
          ) : (
            empty
          )
        }
      />
    </Panel>
  );
}

/** So that what follows a table on a phone is not pushed out of sight when its rows arrive. */
const LOADING_HEIGHT = 'min-h-[60dvh]';
const NO_FILTERS: readonly [] = [];
const MANY_ROWS = 300;
const OPTIONS_MS = 2_000;

function narrow<R>(
  rows: readonly R[] | null,
  filters: readonly Filter<R>[],
  chosen: string[],
): readonly R[] | null {
  const active = filters
    .map((filter, place) => ({ filter, value: chosen[place] }))
    .filter(({ value }) => value);
  if (!rows || active.length === 0) return rows;
  return rows.filter((row) => active.every(({ filter, value }) => filter.valueOf(row) === value));
}

function optionsOf<R>(
  rows: readonly R[],
  { valueOf, labelOf }: Filter<R>,
): { value: string; label: string }[] {
  const options = new Map(rows.map((row) => [valueOf(row), labelOf?.(row) ?? valueOf(row)]));
  return [...options].map(([value, label]) => ({ value, label })).sort((a, b) => byText(a.label, b.label));
}

function countText(shown: number, all: number): string {
  return shown === all ? String(all) : `${shown} of ${all}`;
}
