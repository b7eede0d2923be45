import { useEffect, useRef } from 'react';
import { usePreference } from '../preferences/use-preferences.js';
import {
  createTimeChart,
  type ChartData,
  type ChartUnit,
  type TimeChartHandle,
} from './create-time-chart.js';

interface TimeChartProps extends ChartData {
  /** What it shows, for those who can't see it. */
  label: string;
  unit?: ChartUnit;
  className?: string;
}

/** A curve over time on a canvas; the only place where a decimal becomes a float. */
export default function TimeChart(props: TimeChartProps) {
  const { label, unit = 'money', className = 'h-64', points, markers, spans } = props;
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<TimeChartHandle | null>(null);
  const theme = usePreference('theme');
  const palette = usePreference('palette');
  useEffect(() => {
    const handle = createTimeChart(box.current!, unit);
    chart.current = handle;
    return () => handle.remove();
  }, [unit]);
  useEffect(() => chart.current?.restyle(), [theme, palette]);
  useEffect(() => chart.current?.show({ points, markers, spans }), [points, markers, spans, theme, palette]);
  return <div ref={box} role="img" aria-label={label} className={className} />;
}
