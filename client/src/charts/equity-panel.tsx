import { lazy, Suspense, useMemo, type ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { useLive } from '../live/use-live.js';
import { figuresOf } from '../portfolio/account-figures.js';
import { totalsOf } from '../portfolio/totals.js';
import { isRange, type RangeName } from '../portfolio/ranges.js';
import { useEquityHistory } from '../portfolio/use-equity-history.js';
import { Button } from '../ui/button.js';
import { Notice } from '../ui/notice.js';
import { Panel } from '../ui/panel.js';
import { Segmented } from '../ui/segmented.js';
import { useNow } from '../ui/use-now.js';
import type { ChartMarker, ChartSpan } from './create-time-chart.js';

const TimeChart = lazy(() => import('./time-chart.js'));

interface EquityPanelProps {
  title: string;
  indexes: readonly number[];
  markers?: readonly ChartMarker[];
  spans?: readonly ChartSpan[];
  aside?: ReactNode;
  className?: string;
}

/** Equity of one or many accounts: the past from the history, its last point live. */
export function EquityPanel({ title, indexes, markers, spans, aside, className }: EquityPanelProps) {
  const [params, setParams] = useSearchParams();
  const named = params.get('range');
  const range: RangeName = isRange(named) ? named : '6h';
  const metric = params.get('metric') === 'pnl' ? 'unrealized' : 'equity';
  const { samples, pending, error, retry } = useEquityHistory(indexes, range);
  const live = useLiveValue(indexes, metric);
  const now = useNow();
  const points = useMemo(() => {
    const past = samples.flatMap((sample) => {
      const value = sample[metric];
      return value === null || sample.time >= now ? [] : [{ time: sample.time, value: Number(value) }];
    });
    return live === null ? past : [...past, { time: now, value: Number(live) }];
  }, [samples, metric, live, now]);
  const set = (name: string, value: string): void =>
    setParams(
      (before) => new URLSearchParams([...[...before].filter(([key]) => key !== name), [name, value]]),
      { replace: true },
    );

  return (
    <Panel
      title={title}
      className={className ?? ''}
      aside={
        <>
          {aside}
          <Segmented
            label="Curve"
            value={metric === 'equity' ? 'equity' : 'pnl'}
            options={{ equity: 'Equity', pnl: 'PnL' }}
            onChange={(value) => set('metric', value)}
          />
          <Segmented
            label="Range"
            value={range}
            options={RANGE_LABELS}
            onChange={(value) => set('range', value)}
          />
        </>
      }
    >
      {error ? (
        <Notice title="The past can’t be read" action={<Button onClick={retry}>Try again</Button>}>
          {error.message} Live figures go on.
        </Notice>
      ) : (
        <Suspense fallback={<div className="h-64" aria-busy />}>
          <div className="relative px-2 pb-2">
            <TimeChart label={`${title}, last ${range}`} points={points} markers={markers} spans={spans} />
            {!pending && points.length < 2 && (
              <p className="text-muted pointer-events-none absolute inset-x-0 top-2 text-center text-xs">
                The curve begins here: the first points are written once a minute.
              </p>
            )}
          </div>
        </Suspense>
      )}
    </Panel>
  );
}

const RANGE_LABELS: Record<RangeName, string> = {
  '1h': '1h',
  '6h': '6h',
  '24h': '24h',
  '7d': '7d',
  '30d': '30d',
  '1y': '1y',
  all: 'All',
};

/** The value of this second; the chart needs no more. */
function useLiveValue(indexes: readonly number[], metric: 'equity' | 'unrealized'): string | null {
  useNow();
  const accounts = useLive((state) => state.settled);
  const chosen = indexes.flatMap((index) => accounts.get(index) ?? []).map(figuresOf);
  return chosen.some((figure) => figure[metric] !== null) ? totalsOf(chosen)[metric] : null;
}
