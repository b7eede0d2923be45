import { useMemo } from 'react';
import { useLive } from '../live/use-live.js';
import { allFigures, totalsOf, type Totals } from './totals.js';
import { rememberLast } from './remember.js';
import { useExpectedAccounts } from './use-expected-accounts.js';
import type { AccountFigures } from './account-figures.js';

const selectFigures = rememberLast(allFigures);

/** Figures of every account that has arrived. */
export function useFigures(): readonly AccountFigures[] {
  return useLive(({ throttled }) => selectFigures(throttled));
}

/** Sums over all accounts of this session. While some have not arrived, they are unknown. */
export function useTotals(): Totals {
  const figures = useFigures();
  const expected = useExpectedAccounts();
  return useMemo(() => totalsOf(figures, expected ?? Infinity), [figures, expected]);
}
