import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { accessRequestOf } from './authenticator.port.js';
import { RouteAuth, type IdentifiedCaller } from './route-auth.js';
import { policyOf } from './route-policy.js';

/** A request after the first guard. */
export type IdentifiedRequest = FastifyRequest & IdentifiedCaller;

/**
 * First of three guards: identifies the caller without refusing any, so that the second can count refused requests too.
 */
@Injectable()
export class PrincipalGuard implements CanActivate {
  constructor(private readonly auth: RouteAuth) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const { unguarded, acceptsTicket } = policyOf(context);
    if (unguarded) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const asked = accessRequestOf(request.raw);
    const note = (caller: IdentifiedCaller): true => {
      Object.assign(request, caller);
      return true;
    };
    return acceptsTicket ? this.auth.identifyStream(asked).then(note) : note(this.auth.identify(asked));
  }
}
