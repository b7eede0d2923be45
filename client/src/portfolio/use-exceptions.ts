import { useMemo } from 'react';
import { useLive, useLiveStore } from '../live/use-live.js';
import { useNow } from '../ui/use-now.js';
import { exceptionsOf, type Exception } from './exceptions.js';

/** Everything that is wrong now; `null` while nothing is known. */
export function useExceptions(): readonly Exception[] | null {
  const store = useLiveStore();
  const accounts = useLive((state) => state.throttled);
  const connections = useLive((state) => state.connections);
  const now = useNow();
  return useMemo(() => {
    if (accounts.size === 0) return null;
    const state = { ...store.get(), accounts, connections };
    return exceptionsOf(state, now + state.clockOffset);
  }, [store, accounts, connections, now]);
}
