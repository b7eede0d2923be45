import { keepPreviousData, useQuery } from '@tanstack/react-query';
import Big from 'big.js';
import { useEffect, useMemo } from 'react';
import { pnlOf } from '../api/history.js';
import { useLive } from '../live/use-live.js';
import { realizedSince, startOfDay } from './realized-today.js';

/** The newest trades may still be on their way into the history, so the live list answers for them. */
const SETTLED_MS = 60_000;
/** The live list keeps a bounded number of trades: long before it is full, the history is asked anew. */
const MOST_LIVE = 200;

interface RealizedToday {
  /** `null` while it is being asked for. */
  value: string | null;
  /** False when the exchange told no PnL for some of the trades. */
  complete: boolean;
  error: Error | null;
}

/** Realized PnL since midnight: settled trades from the history, the ones since from the live lists, none in both. */
export function useRealizedToday(): RealizedToday {
  const accounts = useLive((state) => state.settled);
  const offset = useLive((state) => state.clockOffset);
  const liveSince = useLive(({ connection }) => (connection.phase === 'live' ? connection.since : null));
  const gapsClosed = useMemo(() => countClosed(accounts), [accounts]);
  const { data, error, refetch } = useQuery({
    queryKey: ['realized-today', liveSince, gapsClosed],
    queryFn: async () => {
      const now = Date.now() + offset;
      const seam = Math.max(startOfDay(now), now - SETTLED_MS);
      return { seam, ...(await pnlOf('account', { from: startOfDay(now), to: seam })).total };
    },
    staleTime: Infinity,
    enabled: liveSince !== null,
    placeholderData: keepPreviousData,
  });
  const live = useMemo(() => (data ? realizedSince(accounts, data.seam) : null), [accounts, data]);
  const full = live !== null && live.most > MOST_LIVE;
  useEffect(() => {
    if (full) void refetch();
  }, [full, refetch]);
  if (!data || !live) return { value: null, complete: true, error };
  return {
    value: new Big(data.realized_pnl).plus(live.realized).toFixed(),
    complete: live.complete && data.trades_without_pnl === 0,
    error,
  };
}

function countClosed(accounts: Parameters<typeof realizedSince>[0]): number {
  let closed = 0;
  for (const { gaps } of accounts.values())
    closed += gaps.filter(({ closed_at }) => closed_at !== null).length;
  return closed;
}
