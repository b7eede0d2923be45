import { useEffect, useState } from 'react';
import type { LatencySample } from './latency-meter.js';
import { useLiveStore } from './use-live.js';

export const SAMPLE_MS = 1_000;
const KEPT = 300;

/** Median latency per hop for each second, from the timestamps in every frame; newest last. */
export function useLatency(): readonly LatencySample[] {
  const store = useLiveStore();
  const [samples, setSamples] = useState<readonly LatencySample[]>([]);
  useEffect(() => {
    const timer = setInterval(() => {
      const sample = store.takeLatency();
      if (sample) setSamples((before) => withSample(before, sample));
    }, SAMPLE_MS);
    return () => clearInterval(timer);
  }, [store]);
  return samples;
}

/** Once a second: a late timer is followed by an early one. */
function withSample(samples: readonly LatencySample[], sample: LatencySample): readonly LatencySample[] {
  const at = Math.floor(sample.at / SAMPLE_MS) * SAMPLE_MS;
  return [...samples.filter((before) => before.at < at), { ...sample, at }].slice(-KEPT);
}
