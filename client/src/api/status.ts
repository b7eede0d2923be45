import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { request } from './http.js';
import type { components } from './schema.generated.js';

type Status = components['schemas']['StatusDto'];
export type Cluster = components['schemas']['ClusterDto'];

const CLUSTER_EVERY_MS = 2_000;

/** Version and mode of the server; requested once. */
export function useStatus(): UseQueryResult<Status> {
  return useQuery({
    queryKey: ['status'],
    queryFn: () => request<Status>('/api/status'),
    staleTime: Infinity,
  });
}

/** The processes of a cluster, requested every two seconds; null for a single process, and for keys that may not see them. */
export function useCluster(): UseQueryResult<Cluster | null> {
  return useQuery({
    queryKey: ['cluster'],
    queryFn: async () => (await request<Status>('/api/status')).cluster ?? null,
    refetchInterval: ({ state }) => (state.data ? CLUSTER_EVERY_MS : false),
  });
}
