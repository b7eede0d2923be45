import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, type ReactNode } from 'react';
import { equityChanges } from '../api/history.js';
import { Num } from '../ui/num.js';
import type { RangeName } from '../portfolio/ranges.js';
import { gainOfAll } from '../portfolio/today.js';
import { RANGES } from '../portfolio/ranges.js';
import { useEquityCurve } from '../portfolio/use-equity-curve.js';
import { Button } from '../ui/button.js';
import { Panel } from '../ui/panel.js';
import { Segmented } from '../ui/segmented.js';
import { useAddress } from '../ui/use-address.js';
import type { ChartMarker, ChartSpan } from './place-marks.js';
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
  const metric = get('metric') === 'pnl' ? 'unrealized' : 'equity';
  const { samples, step, pending, error, retry } = useEquityCurve(indexes, range);
  const points = useMemo(
    () =>
      samples.flatMap(({ time, [metric]: value }) => (value === null ? [] : { time, value: Number(value) })),
    [samples, metric],
  );
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
            value={metric === 'equity' ? 'equity' : 'pnl'}
            options={{ equity: 'Equity', pnl: 'Unrealized' }}
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
          The history cannot be read, so the curve starts when this page loaded. {error.message}
          <Button onClick={retry}>Try again</Button>
        </p>
      )}
      <Suspense fallback={<div className={small ? 'h-44' : 'h-64'} aria-busy />}>
        <div className="relative px-2 pb-2">
          <TimeChart
            label={`${title}, ${range === 'all' ? 'from the beginning' : `last ${range}`}`}
            points={points}
            step={step}
            className={small ? 'h-44' : 'h-64 min-[1920px]:h-80'}
            markers={markers}
            spans={spans}
          />
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

/** What the accounts gained over the range, without deposits and withdrawals. */
function PeriodGain({ indexes, range }: { indexes: readonly number[] | null; range: RangeName }) {
  const { data } = useQuery({
    queryKey: ['period-gain', indexes, range],
    queryFn: () => equityChanges(indexes, { from: startOf(range) }),
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

/** The same for everyone who asks within a minute. */
function startOf(range: RangeName): number {
  return Math.max(0, Math.floor((Date.now() - RANGES[range].span) / 60_000) * 60_000);
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
