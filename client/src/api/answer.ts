import type { paths } from './schema.generated.js';

/** Success response of an API path. */
export type Answer<P extends keyof paths, M extends 'get' | 'post' = 'get'> =
  paths[P] extends Record<M, { responses: { 200: { content: { 'application/json': infer A } } } }>
    ? A
    : never;
