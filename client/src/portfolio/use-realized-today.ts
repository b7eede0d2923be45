import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { pnlOf, type PnlAnswer } from '../api/history.js';
import { ApiError } from '../api/http.js';
import { sum } from '../format/decimal.js';
import { useLive, useLiveStore } from '../live/use-live.js';
import { useNow } from '../ui/use-now.js';
import {
  closedGaps,
  hasLetGo,
  oldestTrades,
  realizedSince,
  startOfDay,
  type OldestTrades,
} from './realized-today.js';

/** The newest trades may still be on their way into the history, so the live lists answer for them. */
const SETTLED_MS = 60_000;
/** After a failure the history is asked again this often. */
const RETRY_MS = 60_000;

/** What the history said of the day up to the seam, and how the live lists looked then. */
interface Settled {
  day: number;
  seam: number;
  oldest: OldestTrades;
  pnl: PnlAnswer | null;
}

interface RealizedToday {
  /** When the browser's day began. */
  day: number;
  /** `null` while it is being asked for. */
  value: string | null;
  /** Why it may not be all; `null` when it is. */
  missing: string | null;
  hours: PnlAnswer['rows'];
}

/** Realized PnL since midnight: settled trades from the history, the ones since from the live lists, none in both. */
export function useRealizedToday(): RealizedToday {
  const accounts = useLive((state) => state.throttled);
  const { day, settled, error, refetch } = useSettled();
  const since = settled?.seam ?? day;
  const live = useMemo(() => realizedSince(accounts, since), [accounts, since]);
  const gone = settled !== undefined && hasLetGo(accounts, settled.oldest, since);
  useEffect(() => {
    if (gone) refetch();
  }, [gone, refetch]);
  const hours = settled?.pnl?.rows ?? NONE;
  if (!settled) return { day, hours, value: error && live.realized, missing: error && unreadable(error) };
  const told = settled.pnl?.total;
  const complete = live.complete && !told?.trades_without_pnl;
  return {
    day,
    hours,
    value: sum([told?.realized_pnl, live.realized]),
    missing: complete ? null : 'Of some trades of today the PnL is not known',
  };
}

const NONE: PnlAnswer['rows'] = [];

function unreadable({ message }: Error): string {
  return `Only the latest trades are counted, for the history can’t be read: ${message}`;
}

function useSettled() {
  const store = useLiveStore();
  const liveSince = useLive(({ connection }) => (connection.phase === 'live' ? connection.since : null));
  const gapsClosed = useLive((state) => closedGaps(state.throttled));
  const day = startOfDay(useNow() + store.get().clockOffset);
  const { data, error, refetch } = useQuery({
    queryKey: ['realized-today', day, liveSince, gapsClosed],
    queryFn: async (): Promise<Settled> => {
      const seam = Math.max(day, Date.now() + store.get().clockOffset - SETTLED_MS);
      const oldest = oldestTrades(store.get().accounts);
      return { day, seam, oldest, pnl: seam > day ? await pnlOf('hour', { from: day, to: seam }) : null };
    },
    staleTime: Infinity,
    refetchInterval: ({ state }) => (state.error && !isOff(state.error) ? RETRY_MS : false),
    enabled: liveSince !== null,
    placeholderData: (before: Settled | undefined) => (before?.day === day ? before : undefined),
  });
  return { day, settled: data, error, refetch: refetch as () => unknown };
}

function isOff(error: Error): boolean {
  return error instanceof ApiError && error.code === 'HISTORY_OFF';
}
