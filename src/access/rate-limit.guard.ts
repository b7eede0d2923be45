import { Injectable, type ExecutionContext } from '@nestjs/common';
import { ThrottlerGuard } from '@nestjs/throttler';
import { Problem } from '../http/problems.js';
import { OPEN } from './open.decorator.js';
import type { IdentifiedRequest } from './principal.guard.js';
import { callerOf } from './rate-limits.js';
import { TIGHTER } from './tighter-limit.decorator.js';

/**
 * Second of three: one bucket per caller over all routes, and one more for each route with a limit of its own.
 * HTTP only, since all sockets would share one bucket here; they are limited by the gateway.
 */
@Injectable()
export class RateLimitGuard extends ThrottlerGuard {
  protected override readonly headerPrefix = 'RateLimit';

  protected override shouldSkip(context: ExecutionContext): Promise<boolean> {
    const open = this.reflector.getAllAndOverride<boolean | undefined>(OPEN, [
      context.getHandler(),
      context.getClass(),
    ]);
    return Promise.resolve(context.getType() !== 'http' || open === true);
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
    const seconds = String(Math.max(1, detail.timeToBlockExpire));
    throw new Problem('RATE_LIMITED', `Too many requests. Try again in ${seconds} s.`, {
      'retry-after': seconds,
    });
  }
}
