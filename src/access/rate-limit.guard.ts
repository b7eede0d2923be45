import { Injectable, type ExecutionContext } from '@nestjs/common';
import { ThrottlerGuard } from '@nestjs/throttler';
import { Problem } from '../http/problems.js';
import { OPEN } from './open.decorator.js';

/** HTTP only: all sockets would share one bucket here; they are limited by the gateway. Health and the page's files are exempt. */
@Injectable()
export class RateLimitGuard extends ThrottlerGuard {
  protected override shouldSkip(context: ExecutionContext): Promise<boolean> {
    const open = this.reflector.getAllAndOverride<boolean | undefined>(OPEN, [
      context.getHandler(),
      context.getClass(),
    ]);
    return Promise.resolve(context.getType() !== 'http' || open === true);
  }

  protected override throwThrottlingException(
    _context: ExecutionContext,
    detail: { timeToBlockExpire: number },
  ): Promise<void> {
    const seconds = Math.max(1, detail.timeToBlockExpire);
    throw new Problem('RATE_LIMITED', `Too many requests. Try again in ${seconds} s.`, {
      'retry-after': String(seconds),
    });
  }
}
