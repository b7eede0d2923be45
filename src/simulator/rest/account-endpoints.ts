import { accountNotFound, invalidParam } from '../simulated-error.js';
import { fundingJson } from '../wire/trade-json.js';
import { QUOTE_DECIMALS } from '../exchange/market.js';
import { formatScaled } from '../exchange/scaled-integer.js';
import { subAccountJson } from '../wire/account-json.js';
import { cursorOf, encodeCursor, integer, oneOf, requiredText, tokenOf } from './rest-request.js';
import type { Endpoint } from './endpoint-context.js';
import type { Account } from '../exchange/account.js';
import type { EndpointContext } from './endpoint-context.js';

/** `account?by=index|l1_address&value=`: public. */
export const account: Endpoint = (context, { query }) => {
  const by = oneOf(query, 'by', ['index', 'l1_address']);
  const value = requiredText(query, 'value');
  const found = by === 'index' ? [context.account(wholeNumber(value))] : ofAddress(context, value);
  const rows = found.map((one) => context.accountText(one));
  return `{"code":200,"total":${rows.length},"accounts":[${rows.join(',')}]}`;
};

export const accountsByL1Address: Endpoint = (context, { query }) => {
  const address = requiredText(query, 'l1_address');
  const rows = ofAddress(context, address).map(subAccountJson);
  return `{"code":200,"l1_address":${JSON.stringify(address)},"sub_accounts":[${rows.join(',')}]}`;
};

export const accountLimits: Endpoint = (context, request) => {
  const index = integer(request.query, 'account_index');
  context.authority.checkFor(tokenOf(request), index);
  const { fees } = context.account(index);
  const { tier } = context.limits;
  return (
    `{"code":200,"max_llp_percentage":100,"max_llp_amount":"0.000000","user_tier":"${tier}",` +
    `"can_create_public_pool":false,"user_tier_name":"${tier}","current_maker_fee_tick":${fees.maker},` +
    `"current_taker_fee_tick":${fees.taker},"leased_lit":"0.00000000","effective_lit_stakes":"0.00000000",` +
    `"user_tier_last_update":0}`
  );
};

/** Public keys, so that a client can check that its own is registered. */
export const apikeys: Endpoint = (context, { query }) => {
  const index = integer(query, 'account_index');
  const wanted = integer(query, 'api_key_index', { max: 255, fallback: 255 });
  context.account(index);
  const registration = context.authority.registration(index);
  const known = registration && (wanted === 255 || wanted === registration.apiKeyIndex);
  const row = known
    ? `{"account_index":${index},"api_key_index":${registration.apiKeyIndex},"nonce":722,` +
      `"public_key":"${registration.key.publicKey}","transaction_time":${registration.account.transactionTime}}`
    : '';
  return `{"code":200,"api_keys":[${row}]}`;
};

export const nextNonce: Endpoint = (context, { query }) => {
  context.account(integer(query, 'account_index'));
  integer(query, 'api_key_index', { max: 254 });
  return `{"code":200,"nonce":722}`;
};

export const positionFunding: Endpoint = (context, request) => {
  const { query } = request;
  const index = integer(query, 'account_index');
  context.authority.checkFor(tokenOf(request), index);
  const limit = integer(query, 'limit', { min: 1, max: 100 });
  const market = integer(query, 'market_id', { fallback: 255 });
  const before = cursorOf(query) ?? Infinity;
  const all = context
    .account(index)
    .fundings.filter((funding) => funding.id < before && (market === 255 || funding.market.id === market))
    .reverse();
  const page = all.slice(0, limit);
  const last = page.at(-1);
  const cursor = last && all.length > limit ? `"next_cursor":"${encodeCursor(last.id)}",` : '';
  return `{"code":200,${cursor}"position_fundings":[${page.map(fundingJson).join(',')}]}`;
};

const money = (value: bigint): number => Number(formatScaled(value, QUOTE_DECIMALS));

const HOUR_S = 3600;
const MOST_HOURS = 2_000;

/** `pnl?resolution=1h`: flows of each hour, as floats and in seconds, as the exchange reports them. */
export const pnl: Endpoint = (context, request) => {
  const { query } = request;
  oneOf(query, 'by', ['index']);
  const index = integer(query, 'value');
  context.authority.checkFor(tokenOf(request), index);
  oneOf(query, 'resolution', ['1h']);
  const end = integer(query, 'end_timestamp');
  const last = Math.floor(Math.min(end, context.clock.wallNow() / 1000) / HOUR_S);
  const first = Math.max(Math.floor(integer(query, 'start_timestamp') / HOUR_S), last - MOST_HOURS);
  const { transfers } = context.account(index);
  const rows: string[] = [];
  for (let hour = first; hour <= last; hour += 1) {
    const within = transfers.filter(({ timestamp }) => Math.floor(timestamp / 1000 / HOUR_S) === hour);
    const inflow = within.reduce((sum, { amount }) => (amount > 0n ? sum + amount : sum), 0n);
    const outflow = within.reduce((sum, { amount }) => (amount < 0n ? sum - amount : sum), 0n);
    const flows = `"inflow":${money(inflow)},"outflow":${money(outflow)}`;
    rows.push(
      `{"timestamp":${hour * HOUR_S},"trade_pnl":0,${flows},"pool_pnl":0,"pool_inflow":0,"pool_outflow":0}`,
    );
  }
  return `{"code":200,"resolution":"1h","pnl":[${rows.join(',')}]}`;
};

function ofAddress(context: EndpointContext, address: string): Account[] {
  const lower = address.toLowerCase();
  const found = [...context.exchange.venue.everyone()].filter((one) => one.l1Address.toLowerCase() === lower);
  if (found.length === 0) throw accountNotFound();
  return found;
}

function wholeNumber(text: string): number {
  if (!/^\d{1,16}$/.test(text)) throw invalidParam('value');
  return Number(text);
}
