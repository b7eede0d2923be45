import { Injectable, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  InjectThrottlerOptions,
  InjectThrottlerStorage,
  ThrottlerGuard,
  type ThrottlerModuleOptions,
} from '@nestjs/throttler';
import type { FastifyReply } from 'fastify';
import { AppConfig } from '../config/app-config.js';
import { Problem } from '../http/problems.js';
import type { IdentifiedRequest } from './principal.guard.js';
import { callerOf, rateOf } from './rate-limits.js';
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
    @InjectThrottlerStorage() private readonly windows: WindowStorage,
    reflector: Reflector,
    private readonly config: AppConfig,
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
    const { count, windowMs } = rateOf(request, this.config);
    const hit = this.windows.hit(callerOf(request), windowMs, count, 'default');
    if (hit.isBlocked) refuse(hit);
    void http.getResponse<FastifyReply>().headers({
      'ratelimit-limit': count,
      'ratelimit-remaining': Math.max(0, count - hit.totalHits),
      'ratelimit-reset': hit.timeToExpire,
    });
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

function refuse({ timeToBlockExpire }: { timeToBlockExpire: number }): never {
  const seconds = String(Math.max(1, timeToBlockExpire));
  throw new Problem('RATE_LIMITED', `Too many requests. Try again in ${seconds} s.`, {
    'retry-after': seconds,
  });
}
