import { Injectable } from '@nestjs/common';
import { Problem } from '../http/problems.js';
import { Authenticator } from './authenticator.port.js';
import { showsAny } from './credentials.js';
import { identify, type IdentifiedRequest } from './principal.guard.js';
import type { Principal } from './principal.js';
import { RateLimiter } from './rate-limiter.js';
import { Visitors } from './visitors.port.js';

@Injectable()
export class GuardedVisitors extends Visitors {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly limiter: RateLimiter,
  ) {
    super();
  }

  override admit(request: IdentifiedRequest): Record<string, number> {
    identify(request, this.authenticator);
    const headers = this.limiter.count(request);
    if (request.refusal) throw request.refusal;
    return headers;
  }

  override known(request: IdentifiedRequest): Principal | null {
    try {
      if (showsAny(request)) this.admit(request);
      else identify(request, this.authenticator);
    } catch (error) {
      if (error instanceof Problem) return null;
      throw error;
    }
    return request.principal ?? null;
  }
}
