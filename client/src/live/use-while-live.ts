import { useLive } from './use-live.js';

/** A view that is opened again while the server is lost still has what was read. */
const KEPT_MS = 60 * 60_000;

interface WhileLive {
  enabled: boolean;
  gcTime: number;
  staleTime: (query: { state: { dataUpdatedAt: number } }) => number;
}

/**
 * Options of a query that is read while the live connection lasts, and again after it was lost.
 * @param staleMs age at which it is read again when it is shown anew
 */
export function useWhileLive(staleMs: number): WhileLive {
  const liveSince = useLive(({ connection }) => (connection.phase === 'live' ? connection.since : null));
  return {
    enabled: liveSince !== null,
    gcTime: KEPT_MS,
    staleTime: ({ state }) => (state.dataUpdatedAt < (liveSince ?? 0) ? 0 : staleMs),
  };
}
