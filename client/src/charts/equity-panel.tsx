import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, type ReactNode } from 'react';
import { equityChanges } from '../api/history.js';
import { Num } from '../ui/num.js';
import type { RangeName } from '../portfolio/ranges.js';
import { gainOfAll } from '../portfolio/today.js';
import { startOfRange } from '../portfolio/ranges.js';
import { useEquityCurve } from '../portfolio/use-equity-curve.js';
import { Button } from '../ui/button.js';
import { Panel } from '../ui/panel.js';
import { Segmented } from '../ui/segmented.js';
import { useAddress } from '../ui/use-address.js';
import { drawdown, netPnl } from '../portfolio/net-pnl.js';
import type { EquitySample } from '../portfolio/equity-series.js';
import type { ChartMarker, ChartSpan } from './place-marks.js';
import type { ChartPoint } from './to-scale.js';
import { useFlows, type Flow } from './use-flows.js';
import { useRange } from './use-range.js';

const TimeChart = lazy(() => import('./time-chart.js'));

interface EquityPanelProps {
  title: string;
  /** `null`: all accounts. */
  indexes: readonly number[] | null;
  markers?: readonly ChartMarker[];
  spans?: readonly ChartSpan[];
  /** Explains which marks are missing. */
  note?: string | null;
  aside?: ReactNode;
  className?: string;
  /** Beside a table: lower, with fewer ranges. */
  small?: boolean;
}

const METRICS = { equity: 'Equity', pnl: 'PnL', unrealized: 'Unrealized', drawdown: 'Drawdown' } as const;
type Metric = keyof typeof METRICS;
const SMALL_METRICS = { equity: METRICS.equity, pnl: METRICS.pnl };
const METRIC_NOTES: Record<Metric, string | null> = {
  equity: null,
  pnl: 'Gained since the start of the range, without deposits and withdrawals.',
  unrealized: 'Unrealized PnL of the positions that were open.',
  drawdown: 'PnL below its highest value in the range.',
};

/** Equity of one or more accounts: history plus a live last point. */
export function EquityPanel({
  title,
  indexes,
  markers,
  spans,
  note,
  aside,
  className,
  small = false,
}: EquityPanelProps) {
  const { get, set } = useAddress();
  const { range, choose } = useRange();
  const named = get('metric') ?? '';
  const metric = (Object.hasOwn(small ? SMALL_METRICS : METRICS, named) ? named : 'equity') as Metric;
  const curve = useEquityCurve(indexes, range);
  const { samples, step, pending } = curve;
  const flows = useFlows(indexes, range);
  const needsFlows = metric === 'pnl' || metric === 'drawdown';
  const error = curve.error ?? (needsFlows ? flows.error : null);
  const points = useMemo(() => pointsOf(metric, samples, flows.flows), [metric, samples, flows.flows]);
  const marks = useMemo(() => [...(markers ?? []), ...flows.markers], [markers, flows.markers]);
  return (
    <Panel
      title={title}
      className={className ?? ''}
      aside={
        <>
          {aside}
          {!small && <PeriodGain indexes={indexes} range={range} />}
          <Segmented
            label="Curve"
            value={metric}
            options={small ? (SMALL_METRICS as typeof METRICS) : METRICS}
            onChange={(value) => set('metric', value)}
          />
          <Segmented
            label="Range"
            value={range}
            options={small ? SMALL_RANGES : RANGE_LABELS}
            onChange={choose}
          />
        </>
      }
    >
      {error && (
        <p role="alert" className="text-warn flex flex-wrap items-center gap-x-3 px-3 text-xs">
          {curve.error
            ? 'The history cannot be read, so the curve starts when this page loaded.'
            : 'Deposits and withdrawals cannot be read, so this curve is unknown.'}{' '}
          {error.message}
          <Button onClick={curve.error ? curve.retry : flows.retry}>Try again</Button>
        </p>
      )}
      <Suspense fallback={<div className={small ? 'h-44' : 'h-64'} aria-busy />}>
        <div className="relative px-2 pb-2">
          <TimeChart
            label={`${title}, ${range === 'all' ? 'from the beginning' : `last ${range}`}`}
            points={points}
            step={step}
            className={small ? 'h-44' : 'h-64 min-[1920px]:h-80 min-[2560px]:h-112'}
            markers={marks}
            spans={spans}
            aroundZero={metric !== 'equity'}
          />
          {METRIC_NOTES[metric] && <p className="text-muted px-1 text-xs">{METRIC_NOTES[metric]}</p>}
          {note && <p className="text-muted px-1 text-xs">{note}</p>}
          {!pending && !error && points.length < 2 && (
            <p className="text-muted pointer-events-none absolute inset-x-0 top-2 z-10 text-center text-xs">
              <span className="bg-panel px-2">The curve begins here: a point is written once a minute.</span>
            </p>
          )}
        </div>
      </Suspense>
    </Panel>
  );
}

/** @param flows `null` while unknown, and with them what depends on them */
function pointsOf(
  metric: Metric,
  samples: readonly EquitySample[],
  flows: readonly Flow[] | null,
): readonly ChartPoint[] {
  if (metric === 'equity' || metric === 'unrealized')
    return samples.flatMap(({ time, [metric]: value }) =>
      value === null ? [] : { time, value: Number(value) },
    );
  if (!flows) return NO_POINTS;
  const pnl = netPnl(samples, flows);
  return metric === 'pnl' ? pnl : drawdown(pnl);
}

const NO_POINTS: readonly ChartPoint[] = [];

/** What the accounts gained over the range, without deposits and withdrawals. */
function PeriodGain({ indexes, range }: { indexes: readonly number[] | null; range: RangeName }) {
  const { data } = useQuery({
    queryKey: ['period-gain', indexes, range],
    queryFn: () => equityChanges(indexes, { from: startOfRange(range) }),
    staleTime: 60_000,
  });
  if (!data?.length) return null;
  const { pnl, percent } = gainOfAll(data.map((change) => ({ ...change, equity: change.closing_equity })));
  return (
    <span
      className="flex items-baseline gap-1.5 text-xs font-semibold"
      title="Without deposits and withdrawals"
    >
      <Num value={pnl} signed />
      {percent !== null && <Num value={percent} signed unit="%" />}
    </span>
  );
}

const SMALL_RANGES = { '6h': '6h', '24h': '24h', '7d': '7d', '30d': '30d' } as Record<RangeName, string>;
const RANGE_LABELS: Record<RangeName, string> = {
  '1h': '1h',
  '6h': '6h',
  '24h': '24h',
  '7d': '7d',
  '30d': '30d',
  '1y': '1y',
  all: 'All',
};
