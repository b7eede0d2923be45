import type { Rate } from 'lighter-broadcaster-protocol/frames';

export interface ClientOptions {
  /** Address of the service's WebSocket, for example `wss://broadcaster.example/ws`. */
  url: string;
  /** Key for use outside a browser; goes into the `Authorization` header, never into the address. */
  apiKey?: string;
  /** Browsers can't send headers: called before each connection, gives a single-use ticket. Not needed with a session cookie. */
  getTicket?: () => Promise<string>;
  /** Compare the hashes that the server sends with the local copy (default true). */
  checkHashes?: boolean;
  /** First and longest wait before connecting again, milliseconds (default 250 and 15,000); the real one is random below. */
  backoff?: { firstMs: number; longestMs: number };
  /** The WebSocket to use; the platform's own by default. */
  WebSocket?: new (url: string, protocols?: string | string[]) => WebSocket;
}

export interface SubscribeOptions {
  /** `live` (default) tells every change; the others conflate state to the latest, and batch trades. */
  rate?: Rate;
}

/** `waiting`: the connection is lost and will be tried again at `retryAt`. */
export type ClientStatus =
  | { state: 'idle' | 'connecting' | 'closed' }
  | { state: 'open'; since: number; session: string }
  | { state: 'waiting'; retryAt: number; attempt: number; code: number; reason: string };
