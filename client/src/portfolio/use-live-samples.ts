import { useEffect, useState } from 'react';
import type { LiveState } from '../live/live-store.js';
import { useLiveStore } from '../live/use-live.js';
import { figuresOf } from './account-figures.js';
import { liveSample, type EquitySample } from './equity-series.js';
import { useExpectedAccounts } from './use-expected-accounts.js';
import { totalsOf } from './totals.js';

const LOOK_MS = 1_000;
const MINUTE_MS = 60_000;
/** Three days of minutes. */
const KEPT = 3 * 24 * 60;

interface LiveSamples {
  /** One per minute since the page loaded. */
  seen: readonly EquitySample[];
  /** Current second; `null` while disconnected. */
  current: EquitySample | null;
}

const NOTHING: LiveSamples = { seen: [], current: null };

/** Combined figures of these accounts (`null`: all), sampled once a second. */
export function useLiveSamples(indexes: readonly number[] | null): LiveSamples {
  const store = useLiveStore();
  const key = indexes?.join() ?? 'all';
  const expected = useExpectedAccounts();
  const [looked, setLooked] = useState({ key, samples: NOTHING });
  useEffect(() => {
    const look = (): void =>
      setLooked((before) => {
        const { seen } = before.key === key ? before.samples : NOTHING;
        return { key, samples: withNow(seen, sampleOf(store.get(), key, expected)) };
      });
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  }, [store, key, expected]);
  return looked.key === key ? looked.samples : NOTHING;
}

function sampleOf(
  { accounts, connection, clockOffset }: LiveState,
  key: string,
  expected: number | null,
): EquitySample | null {
  if (connection.phase !== 'live' || expected === null) return null;
  const chosen = key === 'all' ? [...accounts.keys()] : key.split(',').map(Number);
  const figures = chosen.flatMap((index) => accounts.get(index) ?? []).map(figuresOf);
  const count = key === 'all' ? expected : chosen.length;
  return liveSample(totalsOf(figures, count), Date.now() + clockOffset);
}

function withNow(seen: readonly EquitySample[], current: EquitySample | null): LiveSamples {
  const known = !current || minuteOf(seen.at(-1)) === minuteOf(current);
  return { seen: known ? seen : [...seen, current].slice(-KEPT), current };
}

function minuteOf(sample: EquitySample | undefined): number | null {
  return sample ? Math.floor(sample.time / MINUTE_MS) : null;
}
