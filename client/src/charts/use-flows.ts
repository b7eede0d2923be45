import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { isZero } from 'lighter-broadcaster-protocol/decimal';
import { cashFlowsOf } from '../api/history.js';
import { formatDecimal } from '../format/number-format.js';
import { useWhileLive } from '../live/use-while-live.js';
import type { CashFlow } from '../portfolio/net-pnl.js';
import { startOfRange, type RangeName } from '../portfolio/ranges.js';
import { useNumberFormat } from '../preferences/use-preferences.js';
import type { ChartMarker } from './place-marks.js';

/** A deposit, a withdrawal or a transfer. */
export interface Flow extends CashFlow {
  id: string;
  /** Exact. */
  text: string;
  /** Found in the collateral; the exchange has not confirmed it yet. */
  isDerived: boolean;
}

interface Flows {
  /** `null` until read. */
  flows: readonly Flow[] | null;
  markers: readonly ChartMarker[];
  error: Error | null;
  retry: () => void;
}

const NONE: readonly ChartMarker[] = [];

/** Cash flows of these accounts (`null`: all) in the range. Read with the curve, and again after the connection was down. */
export function useFlows(indexes: readonly number[] | null, range: RangeName): Flows {
  const format = useNumberFormat();
  const { data, error, refetch } = useQuery({
    queryKey: ['cash-flows', indexes, range],
    queryFn: async () =>
      (await cashFlowsOf(indexes, { from: startOfRange(range) })).flatMap(
        ({ flow_id, account_index, timestamp, amount, source, confirmed_at }): Flow[] =>
          // A flow that the exchange did not confirm is recorded as zero.
          !timestamp || !amount || isZero(amount)
            ? []
            : [
                {
                  id: `${account_index} ${flow_id}`,
                  time: Date.parse(timestamp),
                  amount: Number(amount),
                  text: amount,
                  isDerived: source === 'derived' && !confirmed_at,
                },
              ],
      ),
    ...useWhileLive(60_000),
  });
  const markers = useMemo(
    () =>
      data?.map(({ id, time, amount, text, isDerived }): ChartMarker => {
        const what = amount < 0 ? 'withdrawal' : 'deposit';
        const note = `${what} ${formatDecimal(text, format, true)}${isDerived ? ', not confirmed yet' : ''}`;
        return { time, kind: 'flow', note: { id, text: note } };
      }) ?? NONE,
    [data, format],
  );
  return { flows: data ?? null, markers, error, retry: () => void refetch() };
}
