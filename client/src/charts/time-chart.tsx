import { useEffect, useRef } from 'react';
import { usePreference } from '../preferences/use-preferences.js';
import { createTimeChart, type ChartData, type TimeChartHandle } from './create-time-chart.js';

interface TimeChartProps extends ChartData {
  /** What it shows, for those who can't see it. */
  label: string;
  className?: string;
}

/** A curve over time on a canvas; the only place where a decimal becomes a float. */
export default function TimeChart({ label, className = 'h-64', points, markers, spans }: TimeChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<TimeChartHandle | null>(null);
  const theme = usePreference('theme');
  const palette = usePreference('palette');
  useEffect(() => {
    const handle = createTimeChart(box.current!);
    chart.current = handle;
    return () => handle.remove();
  }, []);
  useEffect(() => chart.current?.restyle(), [theme, palette]);
  useEffect(() => chart.current?.show({ points, markers, spans }), [points, markers, spans, theme, palette]);
  return <div ref={box} role="img" aria-label={label} className={className} />;
}
