import { createContext, useContext, useSyncExternalStore } from 'react';
import type { LiveState, LiveStore } from './live-store.js';
import type { AccountState } from './model.js';

export const LiveContext = createContext<LiveStore | null>(null);

export function useLiveStore(): LiveStore {
  const store = useContext(LiveContext);
  if (!store) throw new Error('no LiveContext above this component');
  return store;
}

/** Part of the live state. `select` must return the same value for the same state, or the component rerenders forever. */
export function useLive<T>(select: (state: LiveState) => T): T {
  const store = useLiveStore();
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}

export function useAccount(index: number): AccountState | undefined {
  return useLive((state) => state.accounts.get(index));
}
