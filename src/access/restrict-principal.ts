import type { IncomingHttpHeaders } from 'node:http';
import { ON_BEHALF_OF, RESTRICT_ACCOUNTS, RESTRICT_SCOPE } from 'lighter-broadcaster-protocol/restriction';
import { Problem } from '../http/problems.js';
import { canSee, type Principal } from './principal.js';

/** Names of keys, and of principals without one. */
const NAME = /^[\w.-]{1,64}$/;

/**
 * The principal with the rights that its own request gives up, and the caller that it names, see `protocol/restriction`. Restrictions only narrow.
 * @throws Problem INVALID_REQUEST for a header that cannot be read: ignoring it would grant more than was asked for.
 */
export function restricted(principal: Principal, headers: IncomingHttpHeaders): Principal {
  const scope = headers[RESTRICT_SCOPE];
  const indexes = headers[RESTRICT_ACCOUNTS];
  const caller = headers[ON_BEHALF_OF];
  if (scope === undefined && indexes === undefined && caller === undefined) return principal;
  if (scope !== undefined && scope !== 'read' && scope !== 'admin')
    throw new Problem('INVALID_REQUEST', `${RESTRICT_SCOPE} must be read or admin`);
  if (caller !== undefined && !NAME.test(String(caller)))
    throw new Problem(
      'INVALID_REQUEST',
      `${ON_BEHALF_OF} must be a name of letters, digits, ".", "_" or "-"`,
    );
  return {
    ...principal,
    ...(caller !== undefined && { onBehalfOf: String(caller) }),
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
