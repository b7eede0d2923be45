import { useMemo } from 'react';
import { joined } from './equity-series.js';
import type { RangeName } from './ranges.js';
import { useEquityHistory, type EquityHistory } from './use-equity-history.js';
import { useLiveSamples } from './use-live-samples.js';

/** Combined equity of these accounts (`null`: all), from the history up to now. */
export function useEquityCurve(indexes: readonly number[] | null, rangeName: RangeName): EquityHistory {
  const history = useEquityHistory(indexes, rangeName);
  const { seen, current } = useLiveSamples(indexes);
  const { samples: past, step } = history;
  const samples = useMemo(() => joined(past, seen, current, step), [past, seen, current, step]);
  return { ...history, samples };
}
