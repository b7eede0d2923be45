import { Injectable, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  InjectThrottlerOptions,
  InjectThrottlerStorage,
  ThrottlerGuard,
  type ThrottlerModuleOptions,
} from '@nestjs/throttler';
import type { FastifyReply } from 'fastify';
import type { IdentifiedRequest } from './principal.guard.js';
import { RateLimiter, refuse } from './rate-limiter.js';
import { callerOf } from './rate-limits.js';
import { policyOf } from './route-policy.js';
import { TIGHTER } from './tighter-limit.decorator.js';
import { WindowStorage } from './window-storage.js';

const LET_THROUGH = Promise.resolve(true);

/**
 * Second of three: one bucket per caller over all routes, and one more for each route with a limit of its own.
 * HTTP only, since all sockets would share one bucket here; they are limited by the gateway.
 */
@Injectable()
export class RateLimitGuard extends ThrottlerGuard {
  protected override readonly headerPrefix = 'RateLimit';

  constructor(
    @InjectThrottlerOptions() options: ThrottlerModuleOptions,
    @InjectThrottlerStorage() windows: WindowStorage,
    reflector: Reflector,
    private readonly limiter: RateLimiter,
  ) {
    super(options, windows, reflector);
  }

  /** The limit over all routes is looked at here at once; a route with a limit of its own takes the stock way for both. */
  override canActivate(context: ExecutionContext): Promise<boolean> {
    const { unguarded, tighterLimit } = policyOf(context);
    if (unguarded) return LET_THROUGH;
    if (tighterLimit) return super.canActivate(context);
    const http = context.switchToHttp();
    const request = http.getRequest<IdentifiedRequest>();
    void http.getResponse<FastifyReply>().headers(this.limiter.count(request));
    return LET_THROUGH;
  }

  protected override getTracker(request: IdentifiedRequest): Promise<string> {
    return Promise.resolve(callerOf(request));
  }

  protected override generateKey(context: ExecutionContext, caller: string, throttler: string): string {
    return throttler === TIGHTER
      ? `${context.getClass().name}.${context.getHandler().name} ${caller}`
      : caller;
  }

  protected override throwThrottlingException(
    _context: ExecutionContext,
    detail: { timeToBlockExpire: number },
  ): Promise<void> {
    return refuse(detail);
  }
}
