import { useQuery, type QueryKey } from '@tanstack/react-query';
import { useLive } from '../live/use-live.js';
import { pastSamples, type EquitySample } from './equity-series.js';
import { pastCurve, type PastCurve } from './past-curve.js';
import { RANGES, STEP_MS, type RangeName } from './ranges.js';

export interface EquityHistory {
  samples: readonly EquitySample[];
  /** Ms from one sample to the next. */
  step: number;
  pending: boolean;
  error: Error | null;
  retry: () => void;
}

const NONE: readonly EquitySample[] = [];
const read = ({ points, step }: PastCurve) => ({ samples: pastSamples(points), step });

/**
 * Past equity of these accounts together (`null`: of all). Asked for when it is first looked at, and again when the live
 * line was away meanwhile: what is pushed is not asked for. Until the new answer the one before stays in sight.
 */
export function useEquityHistory(indexes: readonly number[] | null, rangeName: RangeName): EquityHistory {
  const liveSince = useLive(({ connection }) => (connection.phase === 'live' ? connection.since : null));
  const what = ['equity', indexes?.join() ?? 'all', rangeName];
  const step = STEP_MS[RANGES[rangeName].resolution];
  const { data, isPending, error, refetch } = useQuery({
    queryKey: [...what, liveSince],
    queryFn: () => pastCurve(indexes, rangeName, Date.now()),
    select: read,
    staleTime: step,
    enabled: liveSince !== null,
    placeholderData: (before: PastCurve | undefined, query) =>
      isOf(what, query?.queryKey) ? before : undefined,
  });
  return {
    samples: data?.samples ?? NONE,
    step: data?.step ?? step,
    pending: isPending,
    error,
    retry: () => void refetch(),
  };
}

function isOf(what: readonly string[], key: QueryKey | undefined): boolean {
  return what.every((part, place) => key?.[place] === part);
}
