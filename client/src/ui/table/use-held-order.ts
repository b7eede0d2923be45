import { useMemo, useState, type FocusEvent, type PointerEvent } from 'react';

interface HeldOrder<R> {
  rows: readonly R[];
  held: boolean;
  /** For the element that holds the table. */
  handlers: {
    onPointerEnter: (event: PointerEvent) => void;
    onPointerLeave: () => void;
    onFocus: () => void;
    onBlur: (event: FocusEvent) => void;
  };
}

/**
 * Keeps the rows in place while the pointer or the focus is in their table, so that a click or key meets the row it was meant for.
 * New rows come last meanwhile.
 * @param arrangement a new one, such as another sorting, applies at once
 */
export function useHeldOrder<R>(
  sorted: readonly R[],
  rowKey: (row: R) => string,
  arrangement: unknown,
): HeldOrder<R> {
  const [hovered, setHovered] = useState(false);
  const [focused, setFocused] = useState(false);
  const held = hovered || focused;
  const keep = useMemo(() => heldOrder(rowKey, arrangement), [rowKey, arrangement]);
  const rows = useMemo(() => keep(sorted, held), [keep, sorted, held]);
  return {
    rows,
    held,
    handlers: {
      // A finger scrolls; it does not hover.
      onPointerEnter: ({ pointerType }) => pointerType === 'mouse' && setHovered(true),
      onPointerLeave: () => setHovered(false),
      onFocus: () => setFocused(true),
      onBlur: ({ currentTarget, relatedTarget }) =>
        setFocused(relatedTarget instanceof Node && currentTarget.contains(relatedTarget)),
    },
  };
}

/** Remembers the order it gave last, for one arrangement of the table. */
function heldOrder<R>(rowKey: (row: R) => string, _arrangement: unknown) {
  let keys: readonly string[] | null = null;
  return (sorted: readonly R[], held: boolean): readonly R[] => {
    const rows = held && keys ? inPlace(sorted, rowKey, keys) : sorted;
    if (rows.length > 0) keys = rows.map(rowKey);
    return rows;
  };
}

export function inPlace<R>(
  rows: readonly R[],
  rowKey: (row: R) => string,
  keys: readonly string[],
): readonly R[] {
  const byKey = new Map(rows.map((row) => [rowKey(row), row]));
  const placed = keys.flatMap((key) => {
    const row = byKey.get(key);
    byKey.delete(key);
    return row === undefined ? [] : [row];
  });
  return [...placed, ...byKey.values()];
}
