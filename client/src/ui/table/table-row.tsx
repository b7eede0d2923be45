import { memo, type ReactNode } from 'react';
import { cx } from '../cx.js';
import type { Column } from './column.js';

interface TableRowProps<R> {
  id: string;
  row: R;
  columns: readonly Column<R>[];
  template: string;
  /** Place among all rows, from 0. */
  index: number;
  top: number;
  height: number;
  active: boolean;
  onOpen: ((row: R) => void) | undefined;
}

/** One row; drawn again only when its data, its place or its columns change. */
export const TableRow = memo(function TableRow<R>(props: TableRowProps<R>) {
  const { id, row, columns, template, index, top, height, active, onOpen } = props;
  return (
    <div
      role="row"
      id={id}
      aria-rowindex={index + 2}
      aria-selected={active}
      onClick={onOpen && (() => onOpen(row))}
      className={cx(
        'group border-line/60 absolute inset-x-0 grid border-b contain-strict',
        onOpen && 'cursor-pointer',
        active ? 'bg-accent-soft' : 'bg-panel hover:bg-hover',
      )}
      style={{ gridTemplateColumns: template, height, transform: `translateY(${top}px)` }}
    >
      {columns.map((column, place) => (
        <div
          key={column.id}
          role="gridcell"
          data-column={column.id}
          className={cx(
            'flex min-w-0 items-center overflow-hidden px-3 whitespace-nowrap',
            column.align === 'right' && 'justify-end text-right',
            place === 0 && 'sticky left-0 z-10 bg-inherit',
          )}
        >
          {contentOf(column, row)}
        </div>
      ))}
    </div>
  );
}) as <R>(props: TableRowProps<R>) => ReactNode;

function contentOf<R>(column: Column<R>, row: R): ReactNode {
  return column.cell ? column.cell(row) : <span className="truncate">{column.value(row)}</span>;
}
