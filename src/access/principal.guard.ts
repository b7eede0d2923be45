import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../http/problems.js';
import { Authenticator } from './authenticator.port.js';
import type { Principal } from './principal.js';
import { policyOf } from './route-policy.js';

/** A request after the first guard: it has a principal, or the reason why not. */
export type IdentifiedRequest = FastifyRequest & { principal?: Principal; refusal?: Problem };

/**
 * First of three: finds out who asks, and refuses nobody, so that the second can count refused requests too.
 * Sockets are authenticated once, at their upgrade.
 */
@Injectable()
export class PrincipalGuard implements CanActivate {
  constructor(private readonly authenticator: Authenticator) {}

  canActivate(context: ExecutionContext): boolean {
    if (policyOf(context).unguarded) return true;
    identify(context.switchToHttp().getRequest<IdentifiedRequest>(), this.authenticator);
    return true;
  }
}

/** Notes on the request who asks, or why that is not known. */
export function identify(request: IdentifiedRequest, authenticator: Authenticator): void {
  const { method, url, headers, socket } = request;
  try {
    request.principal = authenticator.authenticate({
      ...{ method, url, headers },
      remoteAddress: socket.remoteAddress,
    });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    request.refusal = error;
  }
}
