import type { IncomingMessage, Server } from 'node:http';
import type { FastifyHttpOptions } from 'fastify';

/** Limits of one request. Clients that send too much or too slowly are disconnected. */
export const HTTP_LIMITS = {
  bodyLimit: 64 * 1024,
  /** Time to receive the whole request, headers included. */
  requestTimeout: 15_000,
  keepAliveTimeout: 72_000,
  /** Ends a connection on which nothing moves for this long during a request, such as one whose client does not read the response. WebSockets and event streams are exempt. */
  connectionTimeout: 60_000,
  forceCloseConnections: 'idle',
  routerOptions: { maxParamLength: 256 },
  http: {
    maxHeaderSize: 16 * 1024,
    headersTimeout: 10_000,
    connectionsCheckingInterval: 2000,
    // Java's client and `curl --http2` offer HTTP/2 with ordinary requests, which are to be answered. Since Node 24.9.
    shouldUpgradeCallback: ({ headers }: IncomingMessage): boolean =>
      headers.upgrade?.toLowerCase() === 'websocket',
  },
} as const satisfies FastifyHttpOptions<Server>;
