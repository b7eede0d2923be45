import { memo } from 'react';
import type { ChartPoint } from './to-scale.js';

const WIDTH = 96;
const HEIGHT = 20;

/** A curve without axes; decorative beside its figure. */
export const Sparkline = memo(function Sparkline({ points }: { points: readonly ChartPoint[] }) {
  const shown = onePerPixel(points);
  if (shown.length < 2) return <span className="h-5" />;
  const values = shown.map(({ y }) => y);
  const low = Math.min(...values);
  const range = Math.max(...values) - low;
  const height = (y: number): number =>
    range === 0 ? HEIGHT / 2 : HEIGHT - 1 - ((y - low) / range) * (HEIGHT - 2);
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden
      className="text-accent h-5 w-full"
    >
      <polyline
        points={shown.map(({ x, y }) => `${x},${height(y).toFixed(1)}`).join(' ')}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.25"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
});

/** Spans the width by time, using the last value of each pixel. */
function onePerPixel(points: readonly ChartPoint[]): { x: number; y: number }[] {
  const [first, last] = [points[0]?.time ?? 0, points.at(-1)?.time ?? 0];
  const pixels = new Map<number, number>();
  if (last > first)
    for (const { time, value } of points)
      pixels.set(Math.round(((time - first) / (last - first)) * WIDTH), value);
  return [...pixels].map(([x, y]) => ({ x, y }));
}
