import type { paths } from './schema.generated.js';

/** What a path of the API answers when all is well. */
export type Answer<P extends keyof paths, M extends 'get' | 'post' = 'get'> =
  paths[P] extends Record<M, { responses: { 200: { content: { 'application/json': infer A } } } }>
    ? A
    : never;
