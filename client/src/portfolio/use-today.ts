import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { equityChanges, equityCurves, type EquityChange } from '../api/history.js';
import type { ChartPoint } from '../charts/to-scale.js';
import { useLive, useLiveStore } from '../live/use-live.js';
import { useNow } from '../ui/use-now.js';
import { startOfToday } from './today.js';
import { useAllArrived, useExpectedAccounts } from './use-expected-accounts.js';

/** Deposits and withdrawals are rare; between two requests nothing else moves the openings. */
const OPENINGS_MS = 10 * 60_000;
const FIRST_RECORD_MS = 60_000;
const CURVES_MS = 15 * 60_000;
const NO_OPENINGS: ReadonlyMap<number, EquityChange> = new Map();
const NO_CURVES: ReadonlyMap<number, readonly ChartPoint[]> = new Map();

export interface Openings {
  /** Equity at the start of the day and the day's cash flows, by account; empty until read. */
  openings: ReadonlyMap<number, EquityChange>;
  /** Why the history could not be read. */
  unread: Error | null;
}

/** What each account began the day with. */
export function useOpenings(): Openings {
  const store = useLiveStore();
  const expected = useExpectedAccounts() ?? 0;
  const day = startOfToday(useNow() + store.get().clockOffset);
  const arrived = useAllArrived();
  const enabled = useLive(({ connection }) => connection.phase === 'live') && arrived;
  const { data, error } = useQuery({
    queryKey: ['openings', day],
    queryFn: () => equityChanges(null, { from: day }),
    staleTime: OPENINGS_MS,
    // A new history has its first record after a minute.
    refetchInterval: ({ state }) => ((state.data?.length ?? 0) < expected ? FIRST_RECORD_MS : OPENINGS_MS),
    enabled,
  });
  const openings = useMemo(
    () => (data ? new Map(data.map((change) => [change.account_index, change])) : NO_OPENINGS),
    [data],
  );
  return { openings, unread: error };
}

/** Equity of each account over the last seven days, in a few points. */
export function useWeekCurves(): ReadonlyMap<number, readonly ChartPoint[]> {
  const arrived = useAllArrived();
  const enabled = useLive(({ connection }) => connection.phase === 'live') && arrived;
  const { data } = useQuery({
    queryKey: ['curves'],
    queryFn: equityCurves,
    staleTime: CURVES_MS,
    refetchInterval: CURVES_MS,
    enabled,
  });
  return useMemo(() => {
    if (!data) return NO_CURVES;
    const times = data.times.map((time) => Date.parse(time));
    return new Map(
      data.accounts.map(({ account_index, equity }) => [
        account_index,
        equity.flatMap((value, place): ChartPoint[] =>
          value === null ? [] : [{ time: times[place]!, value: Number(value) }],
        ),
      ]),
    );
  }, [data]);
}
