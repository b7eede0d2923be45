import { memo, useSyncExternalStore, type MouseEvent, type ReactNode } from 'react';
import { cx } from '../cx.js';
import { Card, type CardLayout } from './card.js';
import { contentOf, RowKey, type Column, type Follow } from './column.js';

export type RowTone = 'down' | 'warn';

const TONES: Record<RowTone, string> = { down: 'bg-down-soft', warn: 'bg-warn-soft' };

interface TableRowProps<R> {
  id: string;
  rowKey: string;
  row: R;
  follow: Follow<R> | undefined;
  columns: readonly Column<R>[];
  template: string;
  /** Index among all rows, from 0. */
  index: number;
  top: number;
  height: number;
  active: boolean;
  tone: RowTone | null;
  /** Shows the row as a card instead of cells. */
  card: CardLayout | undefined;
  onOpen: ((row: R) => void) | undefined;
}

/** One row; rerendered only when its data, index or columns change. */
export const TableRow = memo(function TableRow<R>(props: TableRowProps<R>) {
  const { id, rowKey, columns, template, index, top, height, active, tone, card, onOpen, follow } = props;
  const row = useSyncExternalStore(follow?.subscribe ?? never, () => follow?.current(props.row) ?? props.row);
  return (
    <div
      role="row"
      id={id}
      aria-rowindex={index + 2}
      aria-selected={active}
      data-tone={tone ?? undefined}
      onClick={onOpen && ((event) => isPlain(event) && onOpen(row))}
      className={cx(
        'group border-line/60 absolute inset-x-0 grid border-b contain-size contain-layout contain-style',
        onOpen && 'cursor-pointer',
        active ? 'bg-accent-soft' : tone ? TONES[tone] : 'bg-panel hover:bg-hover',
      )}
      style={{
        height,
        top,
        ...(!card && { gridTemplateColumns: template, lineHeight: `${height - 1}px` }),
      }}
    >
      <RowKey value={rowKey}>
        {card ? (
          <Card layout={card} columns={columns} row={row} />
        ) : (
          columns.map((column, place) => (
            <div
              key={column.id}
              role="gridcell"
              data-column={column.id}
              className={cx(
                'min-w-0 pr-3 whitespace-nowrap',
                // Truncated digits would read as another number, so they may also use the space to their left.
                column.align === 'right' ? 'text-right' : 'flex items-center overflow-hidden pl-3',
                place === 0 &&
                  'left-0 group-data-sideways/table:sticky group-data-sideways/table:z-10 group-data-sideways/table:bg-inherit',
              )}
            >
              {column.cell ? (
                contentOf(column, row)
              ) : (
                <span className="truncate">{contentOf(column, row)}</span>
              )}
            </div>
          ))
        )}
      </RowKey>
    </div>
  );
}) as <R>(props: TableRowProps<R>) => ReactNode;

/** A click on a link or button of the row is theirs. */
function isPlain({ target }: MouseEvent): boolean {
  return !(target instanceof Element && target.closest('a, button'));
}

const never = (): (() => void) => () => undefined;
