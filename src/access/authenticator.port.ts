import type { RequestOrigin } from './loopback.js';
import type { Principal } from './principal.js';

/** Name of the cookie in which the dashboard shows its session. */
export const SESSION_COOKIE = 'lighter_session';

/** An HTTP request or WebSocket upgrade, as far as it tells who asks. `url` is path and query. */
export interface AccessRequest extends RequestOrigin {
  method: string;
  url: string;
}

/** Decides who asks, for REST, WebSocket upgrades and SSE alike. */
export abstract class Authenticator {
  /** @throws Problem UNAUTHENTICATED, saying what to send or set. */
  abstract authenticate(request: AccessRequest): Principal;
  /** Whether who was let in as this principal would be let in as the same one now. */
  abstract stillKnows(principal: Principal): boolean;
  /** Calls back whenever that may have changed. */
  abstract onChange(listener: () => void): void;
}
