import { lazy, Suspense, useMemo } from 'react';
import { LINE_LOOKS } from '../../charts/line-looks.js';
import type { ChartPoint } from '../../charts/to-scale.js';
import { Panel } from '../../ui/panel.js';
import { SAMPLE_MS, useLatency } from '../../live/use-latency.js';

const LinesChart = lazy(() => import('../../charts/lines-chart.js'));

const HOPS = [
  { name: 'exchange to server', of: 'exchange' },
  { name: 'in the server', of: 'server' },
  { name: 'server to page', of: 'page' },
] as const;

/** Latency of a change by hop: exchange to server, inside the server, server to this page. */
export function LatencyPanel() {
  const samples = useLatency();
  const lines = useMemo(
    () =>
      HOPS.map(({ of }) =>
        samples.flatMap(({ at, [of]: ms }): ChartPoint[] => (ms === null ? [] : [{ time: at, value: ms }])),
      ),
    [samples],
  );
  const last = samples.at(-1);
  return (
    <Panel
      title="Latency by hop"
      aside={
        <dl className="flex flex-wrap gap-x-3 text-xs">
          {HOPS.map(({ name, of }, place) => (
            <div key={of} className="flex items-center gap-1">
              <dt className="text-muted flex items-center gap-1">
                <LineSample place={place} /> {name}
              </dt>
              <dd className="num min-w-10 text-right">{msText(last?.[of])}</dd>
            </div>
          ))}
        </dl>
      }
    >
      <Suspense fallback={<div className="h-52" />}>
        <LinesChart
          label="Latency from the exchange to this page by hop, milliseconds"
          lines={lines}
          step={SAMPLE_MS}
        />
      </Suspense>
    </Panel>
  );
}

function msText(ms: number | null | undefined): string {
  return ms === null || ms === undefined ? '–' : `${ms} ms`;
}

function LineSample({ place }: { place: number }) {
  const { color, dashes } = LINE_LOOKS[place]!;
  return (
    <svg aria-hidden width="18" height="8" style={{ color: `var(--${color === 'text' ? 'muted' : color})` }}>
      <line x1="0" x2="18" y1="4" y2="4" stroke="currentColor" strokeWidth="2" strokeDasharray={dashes} />
    </svg>
  );
}
