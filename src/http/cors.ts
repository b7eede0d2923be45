import { RATE_LIMIT_HEADERS } from './rate-limit-headers.js';
import { REQUEST_ID } from './request-id.js';

/** CORS for these origins. Credentials stay off: cookies are for the service's own pages. */
export function corsFor(origins: readonly string[]): {
  origin: string[];
  methods: string[];
  exposedHeaders: string[];
} {
  return {
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: ['ETag', REQUEST_ID, ...Object.values(RATE_LIMIT_HEADERS)],
  };
}
