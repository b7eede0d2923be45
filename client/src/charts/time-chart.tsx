import Maximize2 from 'lucide:maximize-2';
import ZoomIn from 'lucide:zoom-in';
import ZoomOut from 'lucide:zoom-out';
import { useMemo } from 'react';
import { cx } from '../ui/cx.js';
import { WHOLE } from './chart-frame.js';
import { createTimeChart, type TimeChartData } from './create-time-chart.js';
import { useChart } from './use-chart.js';

interface TimeChartProps extends TimeChartData {
  /** Accessible description. */
  label: string;
  /** Its height. */
  className: string;
}

const ZOOMS = [
  { label: 'Zoom in (Ctrl and wheel)', factor: 0.5, Icon: ZoomIn },
  { label: 'Zoom out', factor: 2, Icon: ZoomOut },
  { label: 'Whole range', factor: WHOLE, Icon: Maximize2 },
];

/** A curve over time on a canvas; the only place where decimals become floats. */
export default function TimeChart({
  label,
  className,
  points,
  step,
  markers,
  spans,
  aroundZero,
}: TimeChartProps) {
  const data = useMemo(
    () => ({ points, step, markers, spans, aroundZero }),
    [points, step, markers, spans, aroundZero],
  );
  const { box, zoom } = useChart(createTimeChart, data);
  return (
    <div className="group/chart relative">
      <div ref={box} role="img" aria-label={label} className={cx('relative', className)} />
      <div className="bg-panel absolute top-1 left-1 z-20 flex opacity-0 group-hover/chart:opacity-100 focus-within:opacity-100 print:hidden pointer-coarse:opacity-100">
        {ZOOMS.map(({ label: name, factor, Icon }) => (
          <button
            key={name}
            type="button"
            aria-label={name}
            title={name}
            onClick={() => zoom(factor)}
            className="text-muted hover:bg-hover hover:text-text rounded p-1.5"
          >
            <Icon size={14} />
          </button>
        ))}
      </div>
    </div>
  );
}
