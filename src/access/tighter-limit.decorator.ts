import { applyDecorators, SetMetadata, type ExecutionContext } from '@nestjs/common';
import { Throttle } from '@nestjs/throttler';

/** Name of the throttler that only counts on routes which ask for it. */
export const TIGHTER = 'route';
const MARK = 'access:tighter-limit';

/** Limits one route to `count` requests a minute for each caller, beside the limit over all routes. */
export const TighterLimit = (count: number): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(MARK, true), Throttle({ [TIGHTER]: { limit: count, ttl: 60_000 } }));

export function hasTighterLimit(context: ExecutionContext): boolean {
  return Reflect.hasMetadata(MARK, context.getHandler());
}
