import type { Rate } from 'lighter-broadcaster-protocol/frames';
import type { BackoffBounds } from './backoff.js';
import type { ClientClock } from './time.js';

export interface ClientOptions {
  /** Address of the service's WebSocket, for example `wss://broadcaster.example/ws`. */
  url: string;
  /** API key for use outside a browser; sent in the `Authorization` header, never in the URL. */
  apiKey?: string;
  /** For browsers, which cannot send headers: called before each connection, returns a single-use ticket. Not needed with a session cookie. */
  getTicket?: () => Promise<string>;
  /** Compare the server's hashes with the local copy (default true). */
  checkHashes?: boolean;
  /** Bounds of the wait before reconnecting, in milliseconds (default 250 and 15,000). */
  backoff?: BackoffBounds;
  /** WebSocket implementation (default: the platform's). */
  WebSocket?: new (url: string, protocols?: string | string[]) => WebSocket;
  /** Time and timers (default: the system's). */
  clock?: ClientClock;
}

export interface SubscribeOptions {
  /** `live` (default) sends every change; the other rates conflate state to the latest and batch trades. */
  rate?: Rate;
}

/**
 * `waiting`: disconnected, reconnects at `retryAt` (epoch milliseconds). `refused`: the server closed the connection with
 * a code that rules out reconnecting, such as a revoked key; `connect()` tries again.
 */
export type ClientStatus =
  | { state: 'idle' | 'connecting' | 'closed' }
  | { state: 'open'; since: number; session: string }
  | { state: 'waiting'; retryAt: number; attempt: number; code: number; reason: string }
  | { state: 'refused'; code: number; reason: string };
