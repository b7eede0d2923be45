import ChevronDown from 'lucide:chevron-down';
import ChevronRight from 'lucide:chevron-right';
import { cx } from '../cx.js';
import type { Column } from './column.js';

interface GroupRowProps<R> {
  label: string;
  rows: readonly R[];
  columns: readonly Column<R>[];
  template: string;
  index: number;
  top: number;
  height: number;
  open: boolean;
  toggle: () => void;
}

/** The line above the rows of a group: name, count and totals. */
export function GroupRow<R>(props: GroupRowProps<R>) {
  const { label, rows, columns, template, index, top, height, open, toggle } = props;
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className="bg-raised border-line absolute inset-x-0 grid border-b font-medium contain-strict"
      style={{ gridTemplateColumns: template, height, transform: `translateY(${top}px)` }}
    >
      {columns.map(({ id, align, total }, place) => (
        <div
          key={id}
          role="gridcell"
          className={cx(
            'flex min-w-0 items-center px-3',
            align === 'right' && 'justify-end',
            place === 0 && 'bg-raised left-0 group-data-sideways/table:sticky group-data-sideways/table:z-10',
          )}
        >
          {place === 0 ? (
            <button
              type="button"
              aria-expanded={open}
              onClick={toggle}
              className="-ml-1 flex min-w-0 items-center gap-1"
            >
              <Chevron size={14} className="shrink-0" />
              <span className="truncate">{label}</span>
              <span className="text-muted num font-normal">{rows.length}</span>
            </button>
          ) : (
            total?.(rows)
          )}
        </div>
      ))}
    </div>
  );
}
