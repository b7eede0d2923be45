import { useEffect, useState } from 'react';
import type { ChartPoint } from '../../charts/create-time-chart.js';
import { useLiveStore } from '../../live/use-live.js';

interface Latency {
  hops: { name: string; ms: number | null }[];
  /** The whole way, second by second. */
  points: ChartPoint[];
}

const SAMPLE_MS = 1_000;
const KEPT = 300;

/** Median way of the changes of each second, hop by hop, from the stamps that every frame carries. */
export function useLatency(): Latency {
  const store = useLiveStore();
  const [latency, setLatency] = useState<Latency>({ hops: toHops(null), points: [] });
  useEffect(() => {
    const timer = setInterval(() => {
      const sample = store.takeLatency();
      if (!sample) return;
      setLatency(({ points }) => ({
        hops: toHops(sample),
        points: [...points, { time: sample.at, value: sample.total }].slice(-KEPT),
      }));
    }, SAMPLE_MS);
    return () => clearInterval(timer);
  }, [store]);
  return latency;
}

function toHops(sample: { exchange: number | null; server: number; page: number } | null): Latency['hops'] {
  return [
    { name: 'exchange to server', ms: sample?.exchange ?? null },
    { name: 'in the server', ms: sample?.server ?? null },
    { name: 'server to page', ms: sample?.page ?? null },
  ];
}
