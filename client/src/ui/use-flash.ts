import { useEffect, useRef, type RefObject } from 'react';
import { compareDecimals } from '../format/decimal.js';
import { tint } from './tint.js';

const REDUCED = matchMedia('(prefers-reduced-motion: reduce)');

/** Tints the element shortly when its value moved, towards which side the tint says. */
export function useFlash<E extends HTMLElement>(value: string | null | undefined): RefObject<E | null> {
  const element = useRef<E>(null);
  const before = useRef(value);
  useEffect(() => {
    const previous = before.current;
    before.current = value;
    if (!previous || !value || previous === value || REDUCED.matches || document.hidden) return;
    if (element.current) tint(element.current, compareDecimals(value, previous) > 0 ? 'up' : 'down');
  }, [value]);
  return element;
}
