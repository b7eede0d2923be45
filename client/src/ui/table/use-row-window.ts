import { defaultRangeExtractor, useVirtualizer, type Range, type VirtualItem } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useMemo, useState, type RefObject } from 'react';
import { rowSlots } from './row-slots.js';

interface Rows {
  scroller: RefObject<HTMLElement | null>;
  /** The rows scroll with the page, not in an element of their own. */
  isWithinPage: boolean;
  count: number;
  height: number;
  /** The row with keyboard focus, rendered also out of view, because the grid names its element; -1 for none. */
  active: number;
  /**
   * Elements by slot: they keep their place in the document while the table scrolls, and return to reading order once it
   * rests.
   */
  reuse: boolean;
  /** Called when the table starts to scroll, and when it rests. */
  onMoving: ((moving: boolean) => void) | undefined;
}

interface RowWindow {
  items: VirtualItem[];
  totalSize: number;
  /** The slot that shows the row at this index. */
  slotOf: (index: number) => number;
  reveal: (index: number) => void;
}

/** Rows rendered beyond each edge: as many as fast scrolling passes in one frame. */
const OVERSCAN = 8;

/** A table that has not scrolled for this long is at rest. */
const REST_MS = 400;

/** The rows in view, rerendered within the frame that scrolled. */
export function useRowWindow({
  scroller,
  isWithinPage,
  count,
  height,
  active,
  reuse,
  onMoving,
}: Rows): RowWindow {
  const above = useTopWithinPage(scroller, isWithinPage);
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => (isWithinPage ? pageOf(scroller.current) : scroller.current),
    scrollMargin: above,
    estimateSize: () => height,
    overscan: OVERSCAN,
    rangeExtractor: useCallback((range: Range) => withActive(defaultRangeExtractor(range), active), [active]),
    isScrollingResetDelay: REST_MS,
  });
  const moving = virtualizer.isScrolling;
  useEffect(() => onMoving?.(moving), [onMoving, moving]);
  const inOrder = virtualizer.getVirtualItems().map((item) => ({ ...item, start: item.start - above }));
  const assign = useMemo(() => rowSlots(), []);
  const slots = useMemo(() => assign(inOrder.map(({ index }) => index)), [assign, inOrder]);
  const slotOf = (index: number): number => slots.get(index) ?? -1;
  return {
    items: reuse && moving ? inOrder.toSorted((a, b) => slotOf(a.index) - slotOf(b.index)) : inOrder,
    totalSize: virtualizer.getTotalSize(),
    slotOf,
    reveal: (index) => virtualizer.scrollToIndex(index),
  };
}

/** In order. */
function withActive(indexes: number[], active: number): number[] {
  if (active < 0 || indexes.includes(active)) return indexes;
  return [...indexes, active].sort((a, b) => a - b);
}

/** Distance of the table from the beginning of the page, which changes as the content above it does; 0 outside of it. */
function useTopWithinPage(scroller: RefObject<HTMLElement | null>, isWithinPage: boolean): number {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const [table, page] = [scroller.current, pageOf(scroller.current)];
    if (!isWithinPage || !table || !page) return;
    const measure = (): void =>
      setTop(
        Math.round(table.getBoundingClientRect().top - page.getBoundingClientRect().top + page.scrollTop),
      );
    const observer = new ResizeObserver(measure);
    // What grows or shrinks above the table moves it.
    for (let part: Element | null = table; part && part !== page; part = part.parentElement)
      for (const child of part.parentElement?.children ?? []) observer.observe(child);
    measure();
    return () => observer.disconnect();
  }, [scroller, isWithinPage]);
  return isWithinPage ? top : 0;
}

function pageOf(table: HTMLElement | null): HTMLElement | null {
  return table?.closest('main') ?? null;
}
