import { useMemo } from 'react';
import { startOfLocalDay } from 'lighter-broadcaster-protocol/local-day';
import type { TimeSpan } from '../../api/history.js';
import { shownZone } from '../../format/time.js';
import { useLiveStore } from '../../live/use-live.js';
import { rangeOf } from '../../portfolio/date-range.js';
import { useAddress } from '../../ui/use-address.js';
import { useNow } from '../../ui/use-now.js';

const DAY_MS = 86_400_000;
export const PERIODS = { today: 'Today', '7d': '7 days', '30d': '30 days', custom: 'Custom' } as const;
export type PeriodName = keyof typeof PERIODS;
const DAYS: Record<Exclude<PeriodName, 'custom'>, number> = { today: 1, '7d': 7, '30d': 30 };

export interface Period {
  name: PeriodName;
  /** Dates of the first and last day, as `2026-11-01`; empty where open. */
  from: string;
  to: string;
  /** Epoch ms; `to` is absent when the period lasts until now. */
  span: TimeSpan;
  choose: (name: PeriodName) => void;
  setFrom: (day: string) => void;
  setTo: (day: string) => void;
}

/** Whole days of the shown time zone, chosen in the address. */
export function usePeriod(): Period {
  const { get, set } = useAddress();
  const { clockOffset } = useLiveStore().get();
  const zone = shownZone();
  const today = startOfLocalDay(useNow() + clockOffset, zone);
  const named = get('period') ?? '7d';
  const name = (Object.hasOwn(PERIODS, named) ? named : '7d') as PeriodName;
  const [from, to] = [get('from') ?? '', get('to') ?? ''];
  const span = useMemo(() => {
    if (name !== 'custom')
      return { from: startOfLocalDay(today + DAY_MS / 2 - (DAYS[name] - 1) * DAY_MS, zone) };
    return rangeOf(from, to, zone);
  }, [name, from, to, today, zone]);
  return {
    ...{ name, from, to, span },
    choose: (chosen) => set('period', chosen === '7d' ? '' : chosen),
    setFrom: (day) => set('from', day),
    setTo: (day) => set('to', day),
  };
}
