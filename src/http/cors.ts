import { REQUEST_ID } from './request-id.js';

/** What pages of these origins may do, and which headers their scripts may see. Cookies are for our own pages only. */
export function corsFor(origins: readonly string[]): {
  origin: string[];
  methods: string[];
  exposedHeaders: string[];
} {
  const limits = ['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset', 'Retry-After'];
  return {
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
    exposedHeaders: ['ETag', REQUEST_ID, ...limits],
  };
}
