import { useEffect, useRef, type RefObject } from 'react';
import { compareDecimals } from '../format/decimal.js';

const REDUCED = matchMedia('(prefers-reduced-motion: reduce)');
const FLASH_MS = 700;

/** Tints the element shortly when its value moved, towards which side the tint says. */
export function useFlash<E extends HTMLElement>(value: string | null | undefined): RefObject<E | null> {
  const element = useRef<E>(null);
  const before = useRef(value);
  useEffect(() => {
    const previous = before.current;
    before.current = value;
    if (!previous || !value || previous === value || REDUCED.matches || document.hidden) return;
    const tint = compareDecimals(value, previous) > 0 ? 'var(--up-soft)' : 'var(--down-soft)';
    element.current?.animate([{ backgroundColor: tint }, { backgroundColor: 'transparent' }], {
      duration: FLASH_MS,
      easing: 'ease-out',
    });
  }, [value]);
  return element;
}
