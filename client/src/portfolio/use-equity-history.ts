import { useQuery } from '@tanstack/react-query';
import { useWhileLive } from '../live/use-while-live.js';
import { pastSamples, type EquitySample } from './equity-series.js';
import { pastCurve, type PastCurve } from './past-curve.js';
import { RANGES, STEP_MS, type RangeName } from './ranges.js';

export interface EquityHistory {
  samples: readonly EquitySample[];
  /** Milliseconds between samples. */
  step: number;
  pending: boolean;
  error: Error | null;
  retry: () => void;
}

const NONE: readonly EquitySample[] = [];
const read = ({ points, step }: PastCurve) => ({ samples: pastSamples(points), step });

/**
 * Combined past equity of these accounts (`null`: all). Requested when first shown, and again after the live connection was
 * down. The previous response stays visible until the new one arrives.
 */
export function useEquityHistory(indexes: readonly number[] | null, rangeName: RangeName): EquityHistory {
  const step = STEP_MS[RANGES[rangeName].resolution];
  const { data, isPending, error, refetch } = useQuery({
    queryKey: ['equity', indexes?.join() ?? 'all', rangeName],
    queryFn: () => pastCurve(indexes, rangeName, Date.now()),
    select: read,
    ...useWhileLive(step),
  });
  return {
    samples: data?.samples ?? NONE,
    step: data?.step ?? step,
    pending: isPending,
    error,
    retry: () => void refetch(),
  };
}
