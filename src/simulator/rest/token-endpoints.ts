import { accountNotFound, invalidAuth } from '../simulated-error.js';
import type { ReadOnlyTokenRow } from '../auth/read-only-tokens.js';
import { integer, requiredText, tokenOf, type RestRequest } from './rest-request.js';
import type { Endpoint, EndpointContext } from './endpoint-context.js';

/** All of an account's read-only tokens, without their text. */
export const tokens: Endpoint = (context, request) => {
  const rows = context.authority.tokens.list(managed(context, request));
  return `{"code":200,"api_tokens":[${rows.map((row) => `{${fields(row)}}`).join(',')}]}`;
};

/** Creates a token. Only this answer contains its text. */
export const createToken: Endpoint = (context, request) => {
  const accountIndex = managed(context, request);
  const row = context.authority.tokens.create(
    {
      accountIndex,
      name: requiredText(request.query, 'name'),
      expiry: integer(request.query, 'expiry'),
      subAccountAccess: request.query.get('sub_account_access') === 'true',
    },
    Math.floor(context.clock.wallNow() / 1000),
  );
  return `{"code":200,"token_id":${row.tokenId},"api_token":"${row.text}",${fields(row, false)}}`;
};

export const revokeToken: Endpoint = (context, request) => {
  const row = context.authority.tokens.revoke(managed(context, request), integer(request.query, 'token_id'));
  return `{"code":200,${fields(row)}}`;
};

/** The account whose tokens the request may manage; requires a signed token of that account. */
function managed(context: EndpointContext, request: RestRequest): number {
  const index = integer(request.query, 'account_index');
  const grant = context.authority.checkFor(tokenOf(request), index);
  if (grant.kind !== 'signed') throw invalidAuth('read only token can not manage tokens');
  if (!context.exchange.venue.has(index)) throw accountNotFound();
  return index;
}

function fields(row: ReadOnlyTokenRow, id = true): string {
  return (
    (id ? `"token_id":${row.tokenId},` : '') +
    `"name":${JSON.stringify(row.name)},"account_index":${row.accountIndex},"expiry":${row.expiry},` +
    `"sub_account_access":${row.subAccountAccess},"revoked":${row.revoked},"scopes":"${row.scopes}"`
  );
}
