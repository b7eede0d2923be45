import { useState, type KeyboardEvent } from 'react';
import type { Lines } from './use-lines.js';

interface ActiveRow {
  /** Index of the row with keyboard focus; -1 before the first key, and when its row is gone. */
  active: number;
  onKeyDown: (event: KeyboardEvent) => void;
}

const PAGE = 12;

/**
 * Arrow keys, Page Up/Down, Home and End move through rows; Enter opens one. The row is remembered by its key, so that it stays
 * the same row when others move.
 */
export function useActiveRow(
  lines: Pick<Lines<object>, 'count' | 'indexOf'> & { at: (index: number) => { key: string } },
  reveal: (index: number) => void,
  open: (index: number) => void,
): ActiveRow {
  const [key, setKey] = useState<string | null>(null);
  const { count } = lines;
  const active = key === null ? -1 : lines.indexOf(key);
  const go = (index: number): void => {
    const place = Math.max(0, Math.min(count - 1, index));
    setKey(lines.at(place).key);
    reveal(place);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
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
    const move = moves[event.key];
    if (!move || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    move();
  };
  return { active, onKeyDown };
}
