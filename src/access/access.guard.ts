import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../http/problems.js';
import { Authenticator } from './authenticator.port.js';
import { OPEN } from './open.decorator.js';
import type { Principal } from './principal.js';
import { REQUIRED_SCOPE } from './require-scope.decorator.js';

/** Puts a principal on every HTTP request, or refuses it. Sockets are authenticated once, at their upgrade. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(OPEN, targets)) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest & { principal?: Principal }>();
    const principal = this.authenticator.authenticate({
      method: request.method,
      url: request.url,
      headers: request.headers,
      remoteAddress: request.socket.remoteAddress,
    });
    const scope = this.reflector.getAllAndOverride<Principal['scope'] | undefined>(REQUIRED_SCOPE, targets);
    if (scope === 'admin' && principal.scope !== 'admin')
      throw new Problem('FORBIDDEN', 'This needs a key of scope admin.');
    request.principal = principal;
    return true;
  }
}
