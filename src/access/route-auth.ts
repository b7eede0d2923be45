import { Injectable } from '@nestjs/common';
import { Problem } from '../http/problems.js';
import { Authenticator, type AccessRequest, type Caller } from './authenticator.port.js';
import { TrustedProxies } from './client-address.js';
import type { Principal } from './principal.js';
import { hasCredentials } from './request-credentials.js';
import { RequestLimiter } from './request-limiter.js';

/** A caller, or the reason why it was not authenticated. */
export interface IdentifiedCaller extends Caller {
  readonly refusal?: Problem;
}

/** Authentication and rate limit for every door: behind Nest's guards, and where these do not run. */
@Injectable()
export class RouteAuth {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly limiter: RequestLimiter,
    private readonly proxies: TrustedProxies,
  ) {}

  /** Refuses no caller, so that refused requests can be counted too. */
  identify(request: AccessRequest): IdentifiedCaller {
    const client = this.proxies.clientOf(request);
    try {
      return { client, principal: this.authenticator.authenticate(request) };
    } catch (error) {
      return { client, refusal: refusalOf(error) };
    }
  }

  /** Like `identify`, for a request that opens a stream: it may carry a ticket. */
  async identifyStream(request: AccessRequest): Promise<IdentifiedCaller> {
    const client = this.proxies.clientOf(request);
    try {
      return { client, principal: await this.authenticator.authenticateStream(request) };
    } catch (error) {
      return { client, refusal: refusalOf(error) };
    }
  }

  /** @returns rate-limit headers for the response. @throws Problem UNAUTHENTICATED or RATE_LIMITED. */
  admit(request: AccessRequest): { principal: Principal; headers: Record<string, string> } {
    return this.counted(this.identify(request));
  }

  /** Like `admit`, for a request that opens a stream: it may carry a ticket. */
  async admitStream(request: AccessRequest): Promise<Principal> {
    return this.counted(await this.identifyStream(request)).principal;
  }

  private counted({ principal, client, refusal }: IdentifiedCaller): {
    principal: Principal;
    headers: Record<string, string>;
  } {
    const headers = this.limiter.count({ principal, client });
    if (!principal) throw refusal ?? new Problem('UNAUTHENTICATED', 'No credentials were sent.');
    return { principal, headers };
  }

  /**
   * The principal of a public route's caller, or `null`. Requests without credentials are not counted, so that probes
   * are never limited; those with credentials are, to prevent guessing keys here.
   */
  knownPrincipal(request: AccessRequest): Principal | null {
    try {
      if (hasCredentials(request)) return this.admit(request).principal;
      return this.identify(request).principal ?? null;
    } catch (error) {
      if (error instanceof Problem) return null;
      throw error;
    }
  }
}

function refusalOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  throw error;
}
