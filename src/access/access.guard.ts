import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Problem } from '../http/problems.js';
import { OPEN } from './open.decorator.js';
import type { IdentifiedRequest } from './principal.guard.js';
import type { Principal } from './principal.js';
import { REQUIRED_SCOPE } from './require-scope.decorator.js';
import { WITHOUT_PRINCIPAL } from './without-principal.decorator.js';

/** Third of three: lets the request through, or refuses it. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(OPEN, targets)) return true;
    if (this.reflector.get<boolean | undefined>(WITHOUT_PRINCIPAL, context.getHandler())) return true;
    const { principal, refusal } = context.switchToHttp().getRequest<IdentifiedRequest>();
    if (!principal) throw refusal ?? new Problem('UNAUTHENTICATED', 'Nothing says who asks.');
    const scope = this.reflector.getAllAndOverride<Principal['scope'] | undefined>(REQUIRED_SCOPE, targets);
    if (scope === 'admin' && principal.scope !== 'admin') {
      throw new Problem('FORBIDDEN', 'This needs a key of scope admin.');
    }
    return true;
  }
}
