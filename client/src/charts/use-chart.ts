import { useCallback, useEffect, useRef, type RefObject } from 'react';
import { useTheme } from '../preferences/theme.js';
import { usePreference } from '../preferences/use-preferences.js';
import type { ChartHandle } from './chart-frame.js';

/** Keeps a chart mounted in the element of `box`. `data` must keep its identity while unchanged. */
export function useChart<D>(
  create: (box: HTMLElement) => ChartHandle<D>,
  data: D,
): { box: RefObject<HTMLDivElement | null>; zoom: (factor: number) => void } {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ChartHandle<D> | null>(null);
  const theme = useTheme();
  const palette = usePreference('palette');
  useEffect(() => {
    const handle = create(box.current!);
    chart.current = handle;
    return () => handle.remove();
  }, [create]);
  useEffect(() => chart.current?.restyle(), [theme, palette]);
  useEffect(() => chart.current?.show(data), [data, theme, palette]);
  const zoom = useCallback((factor: number) => chart.current?.zoom(factor), []);
  return { box, zoom };
}
