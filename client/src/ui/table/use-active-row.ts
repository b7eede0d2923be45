import { useState, type KeyboardEvent } from 'react';

interface ActiveRow {
  /** Index of the row with keyboard focus; -1 before the first key. */
  active: number;
  setActive: (index: number) => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

const PAGE = 12;

/** Arrow keys, Page Up/Down, Home and End move through rows; Enter opens one. */
export function useActiveRow(
  count: number,
  reveal: (index: number) => void,
  open: (index: number) => void,
): ActiveRow {
  const [active, setActive] = useState(-1);
  const go = (index: number): void => {
    const place = Math.max(0, Math.min(count - 1, index));
    setActive(place);
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
  return { active: Math.min(active, count - 1), setActive, onKeyDown };
}
