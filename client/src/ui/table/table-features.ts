import {
  columnGroupingFeature,
  createExpandedRowModel,
  createGroupedRowModel,
  rowExpandingFeature,
  tableFeatures,
  type ColumnDef,
} from '@tanstack/react-table';

export const features = tableFeatures({
  columnGroupingFeature,
  rowExpandingFeature,
  expandedRowModel: createExpandedRowModel(),
  groupedRowModel: createGroupedRowModel(),
});

/** The columns used for sorting and grouping. @param groupOf group of a row when grouping by the column `group` */
export function groupColumns<R extends object>(
  groupOf: ((row: R) => string) | undefined,
): ColumnDef<typeof features, R, unknown>[] {
  return groupOf ? [{ id: 'group', header: 'Group', accessorFn: groupOf }] : [];
}
