import { accountNotFound, invalidAuth } from '../api-error.js';
import type { ReadOnlyTokenRow } from '../auth/read-only-tokens.js';
import { integer, requiredText, tokenOf, type RestRequest } from './rest-request.js';
import type { Endpoint, World } from './world.js';

/** All of an account's read-only tokens, without their text. */
export const tokens: Endpoint = (world, request) => {
  const rows = world.authority.tokens.list(managed(world, request));
  return `{"code":200,"api_tokens":[${rows.map((row) => `{${fields(row)}}`).join(',')}]}`;
};

/** Makes a token; the only answer that shows its text. */
export const createToken: Endpoint = (world, request) => {
  const accountIndex = managed(world, request);
  const row = world.authority.tokens.create(
    {
      accountIndex,
      name: requiredText(request.query, 'name'),
      expiry: integer(request.query, 'expiry'),
      subAccountAccess: request.query.get('sub_account_access') === 'true',
    },
    Math.floor(world.clock.wallNow() / 1000),
  );
  return `{"code":200,"token_id":${row.tokenId},"api_token":"${row.text}",${fields(row, false)}}`;
};

export const revokeToken: Endpoint = (world, request) => {
  const row = world.authority.tokens.revoke(managed(world, request), integer(request.query, 'token_id'));
  return `{"code":200,${fields(row)}}`;
};

/** The account whose tokens the request may manage: only by a signed token of its own. */
function managed(world: World, request: RestRequest): number {
  const index = integer(request.query, 'account_index');
  const grant = world.authority.checkFor(tokenOf(request), index);
  if (grant.kind !== 'signed') throw invalidAuth('read only token can not manage tokens');
  if (!world.exchange.venue.has(index)) throw accountNotFound();
  return index;
}

function fields(row: ReadOnlyTokenRow, id = true): string {
  return (
    (id ? `"token_id":${row.tokenId},` : '') +
    `"name":${JSON.stringify(row.name)},"account_index":${row.accountIndex},"expiry":${row.expiry},` +
    `"sub_account_access":${row.subAccountAccess},"revoked":${row.revoked},"scopes":"${row.scopes}"`
  );
}
