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
import { bucketOf, refuse, RequestLimiter } from './request-limiter.js';
import { RequestWindows } from './request-windows.js';
import { policyOf } from './route-policy.js';

const ALLOWED = Promise.resolve(true);

/**
 * Second of three guards: one bucket per caller over all routes, and another for each route with a limit of its own.
 * HTTP only, because the stock guard would count all sockets in one bucket; the gateway limits those.
 */
@Injectable()
export class RateLimitGuard extends ThrottlerGuard {
  constructor(
    @InjectThrottlerOptions() options: ThrottlerModuleOptions,
    @InjectThrottlerStorage() windows: RequestWindows,
    reflector: Reflector,
    private readonly limiter: RequestLimiter,
  ) {
    super(options, windows, reflector);
  }

  /** Counts in the common bucket synchronously; only routes with a limit of their own go through the stock guard. */
  override canActivate(context: ExecutionContext): Promise<boolean> {
    const { unguarded, hasRouteLimit } = policyOf(context);
    if (unguarded) return ALLOWED;
    const http = context.switchToHttp();
    void http.getResponse<FastifyReply>().headers(this.limiter.count(http.getRequest<IdentifiedRequest>()));
    return hasRouteLimit ? super.canActivate(context) : ALLOWED;
  }

  protected override getTracker(request: IdentifiedRequest): Promise<string> {
    return Promise.resolve(bucketOf(request));
  }

  protected override generateKey(context: ExecutionContext, caller: string): string {
    return `${context.getClass().name}.${context.getHandler().name} ${caller}`;
  }

  protected override throwThrottlingException(
    _context: ExecutionContext,
    detail: { timeToBlockExpire: number },
  ): Promise<void> {
    return refuse(detail);
  }
}
