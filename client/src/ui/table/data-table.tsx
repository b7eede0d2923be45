import { useCallback, useId, useMemo, useRef, type ReactNode, type UIEvent } from 'react';
import { usePreference } from '../../preferences/use-preferences.js';
import { cx } from '../cx.js';
import { Loading } from '../unknown.js';
import type { Column, Follow } from './column.js';
import { GroupRow } from './group-row.js';
import { usePhone, useTextScale } from '../use-screen.js';
import type { Arrange } from './arrange.js';
import { CARD_HEIGHT, type CardLayout } from './card.js';
import { gridTemplate, leastWidth, mostWidth, ROW_HEIGHT } from './layout.js';
import { rowOrder } from './row-order.js';
import { firstSort, TableHead, type Sort } from './table-head.js';
import { TableRow, type RowTone } from './table-row.js';
import { rowKeys, useActiveRow } from './use-active-row.js';
import { useHeldOrder } from './use-held-order.js';
import { useLines } from './use-lines.js';
import { useMeasured } from './use-measured.js';
import { useRowWindow } from './use-row-window.js';
import { AFTER_FRAME, useThrottled } from './use-throttled.js';

export interface DataTableProps<R extends object> {
  label: string;
  /** `null` while loading. */
  rows: readonly R[] | null;
  rowKey: (row: R) => string;
  /** For rows that change more often than the table rerenders. */
  follow?: Follow<R>;
  /** The columns to show, in order. */
  columns: readonly Column<R>[];
  sort: Sort | null;
  onSort: (sort: Sort) => void;
  groupOf?: (row: R) => string;
  onOpen?: (row: R) => void;
  /** Cells hold neither controls nor state, so that the elements of one row can be reused for another. */
  plain?: boolean;
  /** Tints rows that need attention. */
  rowTone?: (row: R) => RowTone | null;
  /** On a phone a row is a card with this layout, in the scroller of the page. */
  card?: CardLayout | undefined;
  /** Moves and resizes columns. */
  arrange?: Arrange | undefined;
  /** Called when the table starts to scroll, and when it rests. */
  onMoving?: (moving: boolean) => void;
  /** Shown instead of rows when there are none. */
  empty: ReactNode;
  className?: string;
}

/** A virtualized table: sorted here, grouped by TanStack Table, rendered only where visible. */
export function DataTable<R extends object>(props: DataTableProps<R>) {
  const {
    label,
    rows,
    rowKey,
    follow,
    columns: given,
    sort,
    onSort,
    groupOf,
    onOpen,
    plain = false,
    onMoving,
    rowTone,
    card: wantedCard,
    arrange,
    empty,
    className,
  } = props;
  const id = useId();
  const columns = useMeasured(given, rows);
  const scroller = useRef<HTMLDivElement>(null);
  const card = usePhone() ? wantedCard : undefined;
  const density = usePreference('density');
  const height = Math.round((card ? CARD_HEIGHT : ROW_HEIGHT[density]) * useTextScale());
  const sortId = sort?.id;
  const descending = sort?.desc ?? false;
  // The header responds to the click immediately; thousands of rows follow after that frame.
  const by = useThrottled(
    useMemo(() => ({ id: sortId, descending }), [sortId, descending]),
    AFTER_FRAME,
  );
  const column = columns.find(({ id }) => id === by.id);
  const order = useMemo(() => rowOrder(column, by.descending, groupOf), [column, by, groupOf]);
  const sorted = useMemo(() => order(rows ?? NO_ROWS), [order, rows]);
  const { rows: arranged, held, handlers } = useHeldOrder(sorted, rowKey, order);
  const lines = useLines(arranged, rowKey, groupOf);
  // Rows sorted by a moving value would show a newer value than the one that placed them.
  const ahead = held || (column?.order ?? 'text') === 'text';
  const [active, activate] = useActiveRow(lines);
  const { items, totalSize, slotOf, reveal } = useRowWindow({
    scroller,
    isWithinPage: card !== undefined,
    ...{ count: lines.count, height, active, reuse: plain, onMoving },
  });
  const template = useMemo(() => gridTemplate(columns), [columns]);
  const open = useCallback((row: R) => onOpen?.(row), [onOpen]);
  const moveTo = (index: number): void => {
    activate(index);
    reveal(index);
  };
  const openLine = (index: number): void => {
    const { row, group } = lines.at(index);
    if (group) group.toggle();
    else open(row);
  };
  const toggleSort = (column: string): void => {
    if (scroller.current) scroller.current.scrollTop = 0;
    onSort(sort?.id === column ? { id: column, desc: !sort.desc } : firstSort(columns, column));
  };

  return (
    <div
      ref={scroller}
      onScroll={markSideways}
      {...handlers}
      className={cx(
        'group/table border-line bg-panel outline-accent relative border-t -outline-offset-2 has-[>[role=grid]:focus-visible]:outline-2',
        !card && 'min-h-0 flex-1 overflow-auto',
        className,
      )}
    >
      <div
        role="grid"
        aria-label={label}
        aria-busy={rows === null}
        aria-rowcount={lines.count + 1}
        aria-colcount={columns.length}
        aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
        tabIndex={0}
        onKeyDown={rowKeys(active, lines.count, moveTo, openLine)}
        className="outline-none"
        style={card ? undefined : { minWidth: leastWidth(columns), maxWidth: mostWidth(columns) }}
      >
        {!card && (
          <TableHead
            columns={columns}
            template={template}
            sort={sort}
            onSort={toggleSort}
            arrange={arrange}
          />
        )}
        <div role="rowgroup" className="relative" style={{ height: totalSize }}>
          {items.map(({ index, start }) => {
            const { key, row, group } = lines.at(index);
            const common = { columns, template, index, top: start, height };
            return group ? (
              <GroupRow
                key={key}
                {...common}
                {...(card && { columns: columns.slice(0, 1), template: '1fr' })}
                {...group}
              />
            ) : (
              <TableRow
                key={plain ? slotOf(index) : key}
                {...common}
                rowKey={key}
                id={`${id}-${index}`}
                row={row}
                follow={ahead ? follow : undefined}
                tone={rowTone?.(row) ?? null}
                active={index === active}
                card={card}
                onOpen={onOpen && open}
              />
            );
          })}
        </div>
      </div>
      {rows === null && <LoadingRows height={height} />}
      {rows !== null && lines.count === 0 && empty}
    </div>
  );
}

const NO_ROWS: readonly never[] = [];

/** The first column sticks only while the table is scrolled horizontally: each sticky cell costs a compositor layer. */
function markSideways({ currentTarget }: UIEvent<HTMLElement>): void {
  currentTarget.toggleAttribute('data-sideways', currentTarget.scrollLeft > 0);
}

function LoadingRows({ height }: { height: number }) {
  return (
    <div aria-busy="true">
      {['w-64', 'w-40', 'w-52', 'w-36'].map((width) => (
        <div key={width} className="flex items-center px-3" style={{ height }}>
          <Loading className={width} />
        </div>
      ))}
    </div>
  );
}
