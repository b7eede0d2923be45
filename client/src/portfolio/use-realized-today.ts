import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { pnlOf, type PnlAnswer } from '../api/history.js';
import { ApiError } from '../api/http.js';
import { sum } from 'lighter-broadcaster-protocol/decimal';
import { useLive, useLiveStore } from '../live/use-live.js';
import { startOfToday } from './today.js';
import { useExpectedAccounts } from './use-expected-accounts.js';
import { useNow } from '../ui/use-now.js';
import { closedGaps, hasLetGo, oldestTrades, realizedSince, type OldestTrades } from './realized-today.js';

/** The newest trades may not be in the history yet, so the live lists cover them. */
const SETTLED_MS = 60_000;
/** Retry interval after a history failure. */
const RETRY_MS = 60_000;

/** The history's answer for the day up to the seam, and the live lists at that time. */
interface Settled {
  day: number;
  seam: number;
  oldest: OldestTrades;
  pnl: PnlAnswer | null;
}

interface RealizedToday {
  /** Start of the day in the shown time zone. */
  day: number;
  /** `null` while loading. */
  value: string | null;
  /** Why the figure may be incomplete; `null` when it is complete. */
  missing: string | null;
  hours: PnlAnswer['rows'];
}

/** Realized PnL since midnight: trades up to the seam from the history, later ones from the live lists, none twice. */
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
  const total = settled.pnl?.total;
  const complete = live.complete && !total?.trades_without_pnl;
  return {
    day,
    hours,
    value: sum([total?.realized_pnl, live.realized]),
    missing: complete ? null : 'The PnL of some of today’s trades is unknown',
  };
}

const NONE: PnlAnswer['rows'] = [];

function unreadable({ message }: Error): string {
  return `Only the latest trades are counted, because the history cannot be read: ${message}`;
}

function useSettled() {
  const store = useLiveStore();
  const liveSince = useLive(({ connection }) => (connection.phase === 'live' ? connection.since : null));
  const gapsClosed = useLive((state) => closedGaps(state.throttled));
  const day = startOfToday(useNow() + store.get().clockOffset);
  const expected = useExpectedAccounts();
  // While accounts arrive, each closes gaps of its own, and each would ask again.
  const arrived = useLive((state) => state.accounts.size >= (expected ?? Infinity));
  const { data, error, refetch } = useQuery({
    queryKey: ['realized-today', day, liveSince, gapsClosed],
    queryFn: async (): Promise<Settled> => {
      const seam = Math.max(day, Date.now() + store.get().clockOffset - SETTLED_MS);
      const oldest = oldestTrades(store.get().accounts);
      return { day, seam, oldest, pnl: seam > day ? await pnlOf('hour', { from: day, to: seam }) : null };
    },
    staleTime: Infinity,
    refetchInterval: ({ state }) => (state.error && !isOff(state.error) ? RETRY_MS : false),
    enabled: liveSince !== null && arrived,
    placeholderData: (before: Settled | undefined) => (before?.day === day ? before : undefined),
  });
  return { day, settled: data, error, refetch: refetch as () => unknown };
}

function isOff(error: Error): boolean {
  return error instanceof ApiError && error.code === 'HISTORY_OFF';
}
