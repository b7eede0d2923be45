import { applyDecorators, createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';
import { Throttle } from '@nestjs/throttler';
import type { Principal } from './principal.js';

/** What a route declares about access. A route without any needs a principal of scope `read`. */

export const PUBLIC = 'access:public';
export const ANONYMOUS = 'access:anonymous';
export const REQUIRED_SCOPE = 'access:scope';
export const ALL_ACCOUNTS = 'access:all-accounts';
export const ACCEPTS_TICKET = 'access:accepts-ticket';
/** Metadata key, and the name of the throttler that counts only on routes that ask for it. */
export const ROUTE_LIMIT = 'route';

/** Skips every guard, the rate limit included: for health probes. The route must report states only. */
export const Public = (): ClassDecorator & MethodDecorator =>
  applyDecorators(SetMetadata(PUBLIC, true), ApiSecurity({}));

/** Allows callers without credentials, such as at the sign-in; the rate limit still applies. */
export const AllowAnonymous = (): MethodDecorator =>
  applyDecorators(SetMetadata(ANONYMOUS, true), ApiSecurity({}));

/** Requires this scope. */
export const RequireScope = (scope: Principal['scope']): ClassDecorator & MethodDecorator =>
  SetMetadata(REQUIRED_SCOPE, scope);

/** Refuses principals that see only some accounts, because the route affects all of them. */
export const RequireAllAccounts = (): ClassDecorator & MethodDecorator => SetMetadata(ALL_ACCOUNTS, true);

/** Accepts a stream ticket in the URL, for clients that cannot send headers. */
export const AcceptsTicket = (): MethodDecorator => SetMetadata(ACCEPTS_TICKET, true);

/** Limits the route to `count` requests a minute per caller, on top of the limit over all routes. */
export const RouteLimit = (count: number): MethodDecorator =>
  applyDecorators(SetMetadata(ROUTE_LIMIT, true), Throttle({ [ROUTE_LIMIT]: { limit: count, ttl: 60_000 } }));

/** Injects the principal that the guards found. @throws Error on a public route, which has none. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<{ principal?: Principal }>();
  if (!principal)
    throw new Error('A public route has no principal; remove @CurrentPrincipal() or @Public().');
  return principal;
});
