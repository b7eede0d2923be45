import { useState, type KeyboardEvent } from 'react';
import type { Lines } from './use-lines.js';

const PAGE = 12;

type Keyed = Pick<Lines<object>, 'count' | 'indexOf'> & { at: (index: number) => { key: string } };

/**
 * The row with keyboard focus, remembered by its key, so that it stays the same row when others move.
 * @returns its index, -1 before the first key and when its row is gone; and how to move there
 */
export function useActiveRow(lines: Keyed): [active: number, activate: (index: number) => void] {
  const [key, setKey] = useState<string | null>(null);
  return [key === null ? -1 : lines.indexOf(key), (index) => setKey(lines.at(index).key)];
}

/**
 * Arrow keys, Page Up/Down, Home and End move through rows; Enter opens one.
 * @param move activates the row at this index and brings it into view
 */
export function rowKeys(
  active: number,
  count: number,
  move: (index: number) => void,
  open: (index: number) => void,
): (event: KeyboardEvent) => void {
  const go = (index: number): void => move(Math.max(0, Math.min(count - 1, index)));
  return (event) => {
    if (event.target !== event.currentTarget || count === 0) return;
    const moves: Record<string, () => void> = {
      ArrowDown: () => go(active + 1),
      ArrowUp: () => go(active - 1),
      PageDown: () => go(active + PAGE),
      PageUp: () => go(active - PAGE),
      Home: () => go(0),
      End: () => go(count - 1),
      Enter: () => active >= 0 && open(active),
    };
    const act = moves[event.key];
    if (!act || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    act();
  };
}
