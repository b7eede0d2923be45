import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { request } from './http.js';

export interface Status {
  mode: 'demo' | 'live';
  version: string;
}

/** What runs behind this page; asked once. */
export function useStatus(): UseQueryResult<Status> {
  return useQuery({
    queryKey: ['status'],
    queryFn: () => request<Status>('/api/status'),
    staleTime: Infinity,
  });
}
