import { useQueries, type UseQueryResult } from '@tanstack/react-query';
import { equityOf, type EquityPoint } from '../api/history.js';
import { useLive } from '../live/use-live.js';
import { addCurves, type EquitySample } from './equity-series.js';
import { RANGES, type RangeName } from './ranges.js';

interface EquityHistory {
  samples: EquitySample[];
  pending: boolean;
  error: Error | null;
  retry: () => void;
}

/** Past equity of these accounts together. Asked for once, and again when the live line was away meanwhile. */
export function useEquityHistory(indexes: readonly number[], rangeName: RangeName): EquityHistory {
  const liveSince = useLive(({ connection }) => (connection.phase === 'live' ? connection.since : null));
  const { span, resolution } = RANGES[rangeName];
  return useQueries({
    queries: indexes.map((index) => ({
      queryKey: ['equity', index, rangeName, liveSince],
      queryFn: () => equityOf(index, resolution, { from: span === null ? undefined : Date.now() - span }),
      staleTime: Infinity,
      enabled: liveSince !== null,
    })),
    combine,
  });
}

function combine(results: UseQueryResult<EquityPoint[]>[]): EquityHistory {
  return {
    samples: addCurves(results.map(({ data }) => data ?? [])),
    pending: results.some(({ isPending }) => isPending),
    error: results.find(({ error }) => error)?.error ?? null,
    retry: () => results.forEach((result) => void result.refetch()),
  };
}
