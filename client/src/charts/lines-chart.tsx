import { useMemo } from 'react';
import { createLinesChart, type LinesChartData } from './create-lines-chart.js';
import { useChart } from './use-chart.js';

interface LinesChartProps extends LinesChartData {
  /** Accessible description. */
  label: string;
}

export default function LinesChart({ label, lines, step, unit }: LinesChartProps) {
  const data = useMemo(() => ({ lines, step, ...(unit && { unit }) }), [lines, step, unit]);
  const { box } = useChart(createLinesChart, data);
  return <div ref={box} role="img" aria-label={label} className="h-52 px-2 pb-2" />;
}
