import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { request } from './http.js';
import type { components } from './schema.generated.js';

type Status = components['schemas']['StatusDto'];

/** Version and mode of the server; requested once. */
export function useStatus(): UseQueryResult<Status> {
  return useQuery({
    queryKey: ['status'],
    queryFn: () => request<Status>('/api/status'),
    staleTime: Infinity,
  });
}
