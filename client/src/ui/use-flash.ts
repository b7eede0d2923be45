import { useContext, useLayoutEffect, useRef, type RefObject } from 'react';
import { compareDecimals } from 'lighter-broadcaster-protocol/decimal';
import { RowKey } from './table/column.js';
import { tint, clearTint } from './tint.js';

const REDUCED = matchMedia('(prefers-reduced-motion: reduce)');

/** Briefly tints the element when its value changed; the color shows the direction. Another row's value is not a change. */
export function useFlash<E extends HTMLElement>(value: string | null | undefined): RefObject<E | null> {
  const element = useRef<E>(null);
  const row = useContext(RowKey);
  const before = useRef({ value, row });
  useLayoutEffect(() => {
    const previous = before.current;
    before.current = { value, row };
    if (!element.current) return;
    if (previous.row !== row) clearTint(element.current);
    else if (previous.value && value && previous.value !== value && !REDUCED.matches && !document.hidden)
      tint(element.current, compareDecimals(value, previous.value) > 0 ? 'up' : 'down');
  }, [value, row]);
  return element;
}
