import ArrowDown from 'lucide:arrow-down';
import ArrowUp from 'lucide:arrow-up';
import { cx } from '../cx.js';
import type { Column } from './column.js';

export interface Sort {
  id: string;
  desc: boolean;
}

interface TableHeadProps {
  columns: readonly Column<never>[];
  template: string;
  sort: Sort | null;
  onSort: (id: string) => void;
}

/** Column headers; clicking sorts by the column, clicking again reverses the order. */
export function TableHead({ columns, template, sort, onSort }: TableHeadProps) {
  return (
    <div role="rowgroup" className="bg-panel sticky top-0 z-20">
      <div
        role="row"
        aria-rowindex={1}
        className="border-line grid border-b"
        style={{ gridTemplateColumns: template }}
      >
        {columns.map(({ id, header, hint, align }, place) => {
          const sorted = sort?.id === id ? (sort.desc ? 'descending' : 'ascending') : 'none';
          return (
            <div
              key={id}
              role="columnheader"
              aria-sort={sorted}
              className={cx(
                'bg-panel min-w-0',
                place === 0 && 'left-0 z-10 group-data-sideways/table:sticky',
              )}
            >
              <button
                type="button"
                title={hint}
                onClick={() => onSort(id)}
                className={cx(
                  'text-muted hover:text-text text-2xs flex h-7 w-full items-center gap-1 pr-3 font-medium focus-visible:-outline-offset-2',
                  align === 'right' ? 'flex-row-reverse' : 'pl-3',
                  sorted !== 'none' && 'text-text',
                )}
              >
                <span className="truncate">{header}</span>
                {sorted !== 'none' && (sort?.desc ? <ArrowDown size={11} /> : <ArrowUp size={11} />)}
              </button>
            </div>
          );
        })}
      </div>
    </div>
  );
}
