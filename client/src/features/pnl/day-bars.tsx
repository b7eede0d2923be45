import type { PnlAnswer } from '../../api/history.js';
import { formatDecimal } from '../../format/number-format.js';
import { useNumberFormat } from '../../preferences/use-preferences.js';

const HEIGHT = 120;

/** Net PnL of each day as a bar above or below zero, and its running total as a line. */
export function DayBars({ rows }: { rows: PnlAnswer['rows'] }) {
  const format = useNumberFormat();
  if (rows.length === 0) return null;
  const values = rows.map(({ net }) => Number(net));
  const totals = runningTotals(values);
  const high = Math.max(0, ...values, ...totals);
  const low = Math.min(0, ...values, ...totals);
  const y = (value: number): number => ((high - value) / (high - low || 1)) * HEIGHT;
  const width = 100 / rows.length;
  // A single day is a bar, not a wall.
  const thick = Math.min(width * 0.7, 6);
  return (
    <figure className="px-3 pb-2">
      <svg
        viewBox={`0 0 100 ${HEIGHT}`}
        preserveAspectRatio="none"
        className="h-40 w-full overflow-visible"
        role="img"
        aria-label="Net PnL by day, and its running total"
      >
        <line
          x1="0"
          x2="100"
          y1={y(0)}
          y2={y(0)}
          stroke="var(--line-strong)"
          vectorEffect="non-scaling-stroke"
        />
        {rows.map((row, place) => (
          <rect
            key={row.day}
            x={(place + 0.5) * width - thick / 2}
            width={thick}
            y={Math.min(y(0), y(values[place]!))}
            height={Math.max(0.8, Math.abs(y(values[place]!) - y(0)))}
            fill={values[place]! < 0 ? 'var(--down)' : 'var(--up)'}
          >
            <title>{`${row.day}: ${formatDecimal(row.net, format, true)}, ${row.trades} trades`}</title>
          </rect>
        ))}
        <polyline
          points={totals.map((total, place) => `${(place + 0.5) * width},${y(total)}`).join(' ')}
          fill="none"
          stroke="var(--accent)"
          strokeWidth="1.5"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <figcaption className="text-muted text-2xs flex justify-between">
        <span className="num">{rows[0]!.day}</span>
        <span>Bars: net by day · line: running total</span>
        <span className="num">{rows.at(-1)!.day}</span>
      </figcaption>
    </figure>
  );
}

function runningTotals(values: readonly number[]): number[] {
  let total = 0;
  return values.map((value) => (total += value));
}
