import ArrowRight from 'lucide:arrow-right';
import { cx } from '../cx.js';
import { contentOf, type Column } from './column.js';

/** Part of a card: a column, or a word and the column after it. */
type CardPart = string | readonly [before: string, id: string];

/** A row as a phone shows it: two lines, with what matters most at the right edge. Columns are named by id. */
export interface CardLayout {
  first: readonly CardPart[];
  firstEnd: readonly CardPart[];
  second: readonly CardPart[];
  secondEnd: readonly CardPart[];
  /** A button beside both lines. */
  beside?: readonly CardPart[];
}

/** In pixels. */
export const CARD_HEIGHT = 54;

interface CardProps<R> {
  layout: CardLayout;
  /** The columns that are shown; a card leaves the others out. */
  columns: readonly Column<R>[];
  row: R;
}

export function Card<R>({ layout, ...of }: CardProps<R>) {
  return (
    <div role="gridcell" className="flex h-full min-w-0 items-center gap-3 px-3">
      <div data-card className="flex min-w-0 flex-1 flex-col justify-center gap-0.5">
        <div className="flex min-w-0 items-baseline gap-3 font-medium">
          <Parts parts={layout.first} {...of} grows />
          <Parts parts={layout.firstEnd} {...of} />
        </div>
        <div className="text-muted flex min-w-0 items-baseline gap-3 text-xs">
          <Parts parts={layout.second} between="·" {...of} grows drops />
          <Parts parts={layout.secondEnd} {...of} />
        </div>
      </div>
      {layout.beside && <Parts parts={layout.beside} {...of} />}
    </div>
  );
}

interface PartsProps<R> extends Omit<CardProps<R>, 'layout'> {
  parts: readonly CardPart[];
  between?: string;
  /** Takes the space that is left, and cuts names that are longer. */
  grows?: boolean;
  /** Leaves out the last parts where the line is full, because half a number is a wrong one. */
  drops?: boolean;
}

function Parts<R>({ parts, between = '', columns, row, grows = false, drops = false }: PartsProps<R>) {
  const shown = parts.flatMap((part) => {
    const [before, id] = typeof part === 'string' ? ['', part] : part;
    const column = columns.find((each) => each.id === id);
    return column ? [{ before, column }] : [];
  });
  return (
    <span
      className={cx(
        'flex items-baseline gap-x-1.5',
        grows ? 'min-w-0 flex-1' : 'shrink-0',
        // What wraps is in a line below, which is hidden; the line has room for a badge.
        drops && 'h-5 flex-wrap gap-y-2 overflow-hidden',
      )}
    >
      {shown.map(({ before, column }, place) => (
        <span key={column.id} className={cx('flex items-baseline gap-1.5', grows && 'min-w-0')}>
          {(before || (place > 0 && between)) && (
            <span className="text-muted self-center font-normal">
              {before === '→' ? <To /> : before || between}
            </span>
          )}
          <span
            data-column={column.id}
            className={cx('whitespace-nowrap', column.align === 'right' ? 'shrink-0' : 'min-w-0 truncate')}
          >
            {contentOf(column, row)}
          </span>
        </span>
      ))}
    </span>
  );
}

/** Not the character: few typefaces have it. */
function To() {
  return (
    <>
      <ArrowRight size={11} />
      <span className="sr-only">to</span>
    </>
  );
}
