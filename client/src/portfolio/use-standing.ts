import { useMemo } from 'react';
import { useLive, useLiveStore } from '../live/use-live.js';
import { useNow } from '../ui/use-now.js';
import { standingOf, type ServiceStanding } from './standing.js';
import { useTotals } from './use-totals.js';

/** The worst thing that is true now. */
export function useStanding(): ServiceStanding {
  const store = useLiveStore();
  const totals = useTotals();
  const now = useNow();
  const connection = useLive((state) => state.connection);
  const connections = useLive((state) => state.connections);
  const { tone, label, since } = standingOf(
    { ...store.get(), connection, connections },
    totals,
    now + store.get().clockOffset,
  );
  return useMemo(() => ({ tone, label, since }), [tone, label, since]);
}
