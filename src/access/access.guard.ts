import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Problem } from '../http/problems.js';
import type { IdentifiedRequest } from './principal.guard.js';
import { policyOf } from './route-policy.js';

/** Third of three: lets the request through, or refuses it. */
@Injectable()
export class AccessGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { unguarded, withoutPrincipal, needsAdmin } = policyOf(context);
    if (unguarded || withoutPrincipal) return true;
    const { principal, refusal } = context.switchToHttp().getRequest<IdentifiedRequest>();
    if (!principal) throw refusal ?? new Problem('UNAUTHENTICATED', 'Nothing says who asks.');
    if (needsAdmin && principal.scope !== 'admin') {
      throw new Problem('FORBIDDEN', 'This needs a key of scope admin.');
    }
    return true;
  }
}
