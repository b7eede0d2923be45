import type { IncomingHttpHeaders } from 'node:http';
import { RESTRICT_ACCOUNTS, RESTRICT_SCOPE } from 'lighter-broadcaster-protocol/restriction';
import { Problem } from '../http/problems.js';
import { canSee, type Principal } from './principal.js';

/**
 * The principal with the rights that its own request gives up, see `protocol/restriction`. Restrictions only narrow.
 * @throws Problem INVALID_REQUEST for a header that cannot be read: ignoring it would grant more than was asked for.
 */
export function restricted(principal: Principal, headers: IncomingHttpHeaders): Principal {
  const scope = headers[RESTRICT_SCOPE];
  const indexes = headers[RESTRICT_ACCOUNTS];
  if (scope === undefined && indexes === undefined) return principal;
  if (scope !== undefined && scope !== 'read' && scope !== 'admin')
    throw new Problem('INVALID_REQUEST', `${RESTRICT_SCOPE} must be read or admin`);
  return {
    ...principal,
    scope: scope === 'read' ? 'read' : principal.scope,
    accounts: indexes === undefined ? principal.accounts : accountsOf(String(indexes), principal),
  };
}

function accountsOf(text: string, principal: Principal): ReadonlySet<number> {
  const indexes = text === '' ? [] : text.split(',');
  if (!indexes.every((index) => /^\d{1,15}$/.test(index)))
    throw new Problem('INVALID_REQUEST', `${RESTRICT_ACCOUNTS} must be account indexes separated by commas`);
  return new Set(indexes.map(Number).filter((index) => canSee(principal, index)));
}
