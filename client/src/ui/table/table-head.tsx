import ArrowDown from 'lucide:arrow-down';
import ArrowUp from 'lucide:arrow-up';
import type { KeyboardEvent, PointerEvent } from 'react';
import { cx } from '../cx.js';
import type { Arrange } from './arrange.js';
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
  arrange: Arrange | undefined;
}

/** What the first click on a column does. */
export function firstSort(columns: readonly Column<never>[], id: string): Sort {
  const { order = 'text', ascendingFirst } = columns.find((column) => column.id === id) ?? {};
  return { id, desc: order !== 'text' && !ascendingFirst };
}

/** One press of a key. */
const STEP_PX = 10;

/**
 * Column headers; clicking sorts by the column, clicking again reverses the order. Dragging a header moves the column, dragging
 * its edge resizes it; with Alt the arrow keys move the column, with Alt and Shift they resize it.
 */
export function TableHead({ columns, template, sort, onSort, arrange }: TableHeadProps) {
  const onKeyDown = (place: number) => (event: KeyboardEvent<HTMLElement>) => {
    const side = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const { id } = columns[place]!;
    if (!arrange || !side || !event.altKey) return;
    event.preventDefault();
    const cell = event.currentTarget.parentElement!;
    if (event.shiftKey) return arrange.resize(id, unscaled(cell.offsetWidth) + side * STEP_PX);
    const beside = columns[place + side];
    if (beside) arrange.move(id, beside.id);
  };
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
              onDragOver={(event) => event.dataTransfer.types.includes(DRAGGED) && event.preventDefault()}
              onDrop={(event) => arrange?.move(event.dataTransfer.getData(DRAGGED), id)}
              className={cx(
                'bg-panel relative min-w-0',
                place === 0 && 'left-0 z-10 group-data-sideways/table:sticky',
              )}
            >
              <button
                type="button"
                title={hint}
                onClick={() => onSort(id)}
                onKeyDown={onKeyDown(place)}
                draggable={arrange !== undefined}
                onDragStart={(event) => event.dataTransfer.setData(DRAGGED, id)}
                className={cx(
                  'text-muted hover:text-text text-2xs flex h-7 w-full items-center gap-1 pr-3 font-medium focus-visible:-outline-offset-2',
                  align === 'right' ? 'flex-row-reverse' : 'pl-3',
                  sorted !== 'none' && 'text-text',
                )}
              >
                <span className="truncate">{header}</span>
                {sorted !== 'none' && (sort?.desc ? <ArrowDown size={11} /> : <ArrowUp size={11} />)}
              </button>
              {arrange && (
                <span
                  data-edge
                  onPointerDown={(event) => drag(event, (width) => arrange.resize(id, width))}
                  className="hover:bg-accent absolute inset-y-1 right-0 w-1.5 cursor-col-resize rounded"
                />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Type of what a dragged header carries. */
const DRAGGED = 'application/x-column';

/** Follows the pointer from the edge of a header until it is released. */
function drag(down: PointerEvent<HTMLElement>, resize: (width: number) => void): void {
  const edge = down.currentTarget;
  const width = edge.parentElement!.offsetWidth;
  down.preventDefault();
  edge.setPointerCapture(down.pointerId);
  const move = (event: globalThis.PointerEvent): void =>
    resize(unscaled(width + event.clientX - down.clientX));
  edge.addEventListener('pointermove', move);
  edge.addEventListener('lostpointercapture', () => edge.removeEventListener('pointermove', move), {
    once: true,
  });
}

/** Pixels as at the usual text size. */
function unscaled(px: number): number {
  return (px * 16) / parseFloat(getComputedStyle(document.documentElement).fontSize);
}
