import { memo } from 'react';

const WIDTH = 96;
const HEIGHT = 20;

/** A curve without axes; says nothing that the figure beside it does not. */
export const Sparkline = memo(function Sparkline({ values }: { values: readonly number[] }) {
  if (values.length < 2) return <span className="h-5" />;
  const low = Math.min(...values);
  const range = Math.max(...values) - low || 1;
  const points = values.map((value, place) => {
    const x = (place / (values.length - 1)) * WIDTH;
    const y = HEIGHT - 1 - ((value - low) / range) * (HEIGHT - 2);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden
      className="text-accent h-5 w-full"
    >
      <polyline
        points={points.join(' ')}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.25"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
});
