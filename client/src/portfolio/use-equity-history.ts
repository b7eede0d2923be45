import { useQuery } from '@tanstack/react-query';
import { equityOf } from '../api/history.js';
import { useLive } from '../live/use-live.js';
import { pastSamples, type EquitySample } from './equity-series.js';
import { RANGES, STEP_MS, type RangeName } from './ranges.js';

const NONE: readonly EquitySample[] = [];

export interface EquityHistory {
  samples: readonly EquitySample[];
  pending: boolean;
  error: Error | null;
  retry: () => void;
}

/**
 * Past equity of these accounts together (`null`: of all). Asked for when it is first looked at, and again when the live
 * line was away meanwhile: what is pushed is not asked for.
 */
export function useEquityHistory(indexes: readonly number[] | null, rangeName: RangeName): EquityHistory {
  const liveSince = useLive(({ connection }) => (connection.phase === 'live' ? connection.since : null));
  const { span, resolution } = RANGES[rangeName];
  const step = STEP_MS[resolution];
  const { data, isPending, error, refetch } = useQuery({
    queryKey: ['equity', indexes?.join() ?? 'all', rangeName, liveSince],
    queryFn: () => equityOf(indexes, resolution, { from: firstBucket(span, step) }),
    select: pastSamples,
    staleTime: step,
    enabled: liveSince !== null,
  });
  return { samples: data ?? NONE, pending: isPending, error, retry: () => void refetch() };
}

/** The start of a bucket, so that all who ask within one ask the same. */
function firstBucket(span: number | null, step: number): number | undefined {
  return span === null ? undefined : Math.floor((Date.now() - span) / step) * step;
}
