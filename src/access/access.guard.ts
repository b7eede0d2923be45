import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Problem } from '../http/problems.js';
import type { IdentifiedRequest } from './principal.guard.js';
import { policyOf } from './route-policy.js';

/** Third of three guards: refuses callers without a principal or without the scope that the route requires. */
@Injectable()
export class AccessGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { unguarded, allowsAnonymous, needsAdmin, needsAllAccounts } = policyOf(context);
    if (unguarded || allowsAnonymous) return true;
    const { principal, refusal } = context.switchToHttp().getRequest<IdentifiedRequest>();
    if (!principal) throw refusal ?? new Problem('UNAUTHENTICATED', 'No credentials were sent.');
    if (needsAdmin && principal.scope !== 'admin') {
      throw new Problem('FORBIDDEN', 'This route requires a key of scope admin.');
    }
    if (needsAllAccounts && principal.accounts !== null) {
      throw new Problem('FORBIDDEN', 'This route affects every account; the key is restricted to some.');
    }
    return true;
  }
}
