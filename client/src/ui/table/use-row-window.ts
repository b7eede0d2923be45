import { useVirtualizer, type VirtualItem } from '@tanstack/react-virtual';
import { useEffect, useMemo, type RefObject } from 'react';
import { rowSlots } from './row-slots.js';

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

/**
 * The rows in view, rerendered within the frame that scrolled.
 * @param reuse elements by slot: these keep their place in the document while the table scrolls, and return to reading
 * order once it rests.
 * @param onMoving called when the table starts to scroll, and when it rests
 */
export function useRowWindow(
  scroller: RefObject<HTMLElement | null>,
  count: number,
  height: number,
  reuse: boolean,
  onMoving: ((moving: boolean) => void) | undefined,
): RowWindow {
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: OVERSCAN,
    isScrollingResetDelay: REST_MS,
  });
  const moving = virtualizer.isScrolling;
  useEffect(() => onMoving?.(moving), [onMoving, moving]);
  const inOrder = virtualizer.getVirtualItems();
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
