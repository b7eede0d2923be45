import { lazy, Suspense } from 'react';
import { Panel } from '../../ui/panel.js';
import { useLatency } from './use-latency.js';

const TimeChart = lazy(() => import('../../charts/time-chart.js'));

/** How long a change takes: exchange to server, inside the server, server to this page. */
export function LatencyPanel() {
  const { hops, points } = useLatency();
  return (
    <Panel
      title="Latency, exchange to page"
      aside={
        <dl className="flex flex-wrap gap-x-3 text-xs">
          {hops.map(({ name, ms }) => (
            <div key={name} className="flex gap-1">
              <dt className="text-muted">{name}</dt>
              <dd className="num">{ms === null ? '–' : `${ms} ms`}</dd>
            </div>
          ))}
        </dl>
      }
    >
      <Suspense fallback={<div className="h-52" />}>
        <TimeChart
          label="Latency from the exchange to this page, milliseconds"
          unit="ms"
          points={points}
          className="h-52 px-2 pb-2"
        />
      </Suspense>
    </Panel>
  );
}
