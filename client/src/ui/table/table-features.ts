import {
  columnFilteringFeature,
  columnGroupingFeature,
  columnVisibilityFeature,
  createExpandedRowModel,
  createFilteredRowModel,
  createGroupedRowModel,
  createSortedRowModel,
  globalFilteringFeature,
  rowExpandingFeature,
  rowSortingFeature,
  tableFeatures,
  type ColumnDef,
} from '@tanstack/react-table';
import { compareDecimals } from '../../format/decimal.js';
import { byText } from './by-text.js';
import type { Column } from './column.js';

export const features = tableFeatures({
  columnFilteringFeature,
  columnGroupingFeature,
  columnVisibilityFeature,
  globalFilteringFeature,
  rowExpandingFeature,
  rowSortingFeature,
  expandedRowModel: createExpandedRowModel(),
  filteredRowModel: createFilteredRowModel(),
  groupedRowModel: createGroupedRowModel(),
  sortedRowModel: createSortedRowModel(),
});

const compare: Record<NonNullable<Column<never>['order']>, (a: never, b: never) => number> = {
  text: byText,
  decimal: (a: OrderedDecimal, b: OrderedDecimal) => a.near - b.near || compareDecimals(a.text, b.text),
  number: (a: number, b: number) => a - b,
};

/** A decimal among many to be put in order: its digits are read once, and not at every comparison. */
export class OrderedDecimal {
  readonly near: number;

  constructor(readonly text: string) {
    this.near = Number(text);
  }

  toString(): string {
    return this.text;
  }
}

function orderedBy(order: Column<never>['order'], value: string | number | null): unknown {
  if (value === null) return undefined;
  return order === 'decimal' ? new OrderedDecimal(String(value)) : value;
}

/** @param groupOf what rows are grouped by when grouped by the column `group`. */
export function toColumnDefs<R extends object>(
  columns: readonly Column<R>[],
  groupOf: ((row: R) => string) | undefined,
): ColumnDef<typeof features, R, unknown>[] {
  const defs: ColumnDef<typeof features, R, unknown>[] = columns.map(
    ({ id, header, value, order = 'text' }) => ({
      id,
      header,
      accessorFn: (row: R) => orderedBy(order, value(row)),
      sortUndefined: 'last' as const,
      sortFn: (a, b, column) => compare[order](a.getValue(column), b.getValue(column)),
      sortDescFirst: order !== 'text',
    }),
  );
  if (groupOf) defs.push({ id: 'group', header: 'Group', accessorFn: groupOf });
  return defs;
}
