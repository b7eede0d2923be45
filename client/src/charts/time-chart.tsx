import { useMemo } from 'react';
import { createTimeChart, type TimeChartData } from './create-time-chart.js';
import { useChart } from './use-chart.js';

interface TimeChartProps extends TimeChartData {
  /** Accessible description. */
  label: string;
  /** Its height. */
  className: string;
}

/** A curve over time on a canvas; the only place where decimals become floats. */
export default function TimeChart({ label, className, points, step, markers, spans }: TimeChartProps) {
  const data = useMemo(() => ({ points, step, markers, spans }), [points, step, markers, spans]);
  return <div ref={useChart(createTimeChart, data)} role="img" aria-label={label} className={className} />;
}
