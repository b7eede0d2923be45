import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { currentSession, type LoginSession } from './login-session.js';

const ASK_AGAIN_MS = 5_000;

/** The session of this browser; `null` when sign-in is required. */
export function useSession(): UseQueryResult<LoginSession | null> {
  return useQuery({
    queryKey: ['session'],
    queryFn: currentSession,
    staleTime: Infinity,
    refetchInterval: ({ state }) => (state.error ? ASK_AGAIN_MS : false),
  });
}

/** Whether this session may control the service; a read key is not offered what it may not do. */
export function useMayControl(): boolean {
  return useSession().data?.scope === 'admin';
}
