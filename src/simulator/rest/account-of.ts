import type { RestRequest } from './rest-request.js';

/** The account that a request names, if it does. */
export function accountOf({ query }: RestRequest): number | null {
  const text = query.get('account_index') ?? (query.get('by') === 'index' ? query.get('value') : null);
  return text !== null && /^\d{1,16}$/.test(text) ? Number(text) : null;
}
