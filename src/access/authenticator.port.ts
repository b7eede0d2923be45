import type { IncomingMessage } from 'node:http';
import type { ClientAddress } from './client-address.js';
import type { RequestOrigin } from './loopback.js';
import type { Principal } from './principal.js';

/** Cookie that holds the dashboard's session. */
export const SESSION_COOKIE = 'lighter_session';

/** The parts of an HTTP request or WebSocket upgrade that access depends on. */
export interface AccessRequest extends RequestOrigin {
  method: string;
  /** Path and query. */
  url: string;
  /** Identifies the connection, where there is one. */
  connection?: object;
}

/** Who sent a request: a principal once authenticated, and a client address always. */
export interface Caller {
  readonly principal?: Principal;
  readonly client: ClientAddress;
}

export function accessRequestOf({
  method = 'GET',
  url = '/',
  headers,
  socket,
}: IncomingMessage): AccessRequest {
  return { method, url, headers, remoteAddress: socket.remoteAddress, connection: socket };
}

/** Authenticates REST requests, WebSocket upgrades and event streams alike. */
export abstract class Authenticator {
  /** @throws Problem UNAUTHENTICATED that names what to send or set. */
  abstract authenticate(request: AccessRequest): Principal;
  /**
   * For a request that opens a stream: accepts a stream ticket in its URL, too.
   * @throws Problem UNAUTHENTICATED, or ENGINE_UNAVAILABLE when the ticket cannot be checked; by rejecting
   */
  abstract authenticateStream(request: AccessRequest): Promise<Principal>;
  /** Whether the credential that led to this principal still leads to the same one. */
  abstract isStillValid(principal: Principal): boolean;
  /** Calls back whenever that may have changed. */
  abstract onChange(listener: () => void): void;
}
