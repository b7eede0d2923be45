import type { AccountSummary, Position } from 'lighter-broadcaster-protocol/account';
import type { AccountView } from './account-view.js';
import { jsonList } from './exact-json.js';
import { itemsOf, memberOf, withMembers } from './json-members.js';

/** Until anything is known of the account. */
const NO_RESPONSE = '{"code":200,"total":0,"accounts":[]}';

/** Money of an account in the exchange's response, under the same names as in the summary. */
const MONEY = [
  'collateral',
  'available_balance',
  'total_asset_value',
  'cross_asset_value',
  'cross_initial_margin_requirement',
  'cross_maintenance_margin_requirement',
] as const satisfies readonly (keyof AccountSummary)[];

/** Position rows as the exchange spells them, flat ones included, each open one at its present value. */
export function positionTexts({ state, texts }: AccountView): Map<number, string> {
  const open = new Map((state.positions ?? []).map((position) => [position.market_id, position]));
  return new Map(
    [...texts.positions].map(([marketId, text]) => [marketId, valued(text, open.get(marketId))]),
  );
}

/**
 * The exchange's last response to `account` with the rows and the money known now: the stream reports them between two
 * responses. Everything else stays as the exchange spelled it. Before the first response it holds only what the stream said.
 */
export function accountResponse(view: AccountView): string {
  const { account } = view.texts;
  if (account === null) return streamed(view);
  const known = knownMembers(view);
  const items = itemsOf(memberOf(account, 'accounts') ?? '[]').map((item) =>
    isOf(item, view.state.account_index) ? withMembers(item, known) : item,
  );
  return withMembers(account, { accounts: jsonList(items) });
}

function streamed(view: AccountView): string {
  const known = Object.entries(knownMembers(view));
  if (known.length === 0) return NO_RESPONSE;
  const index = String(view.state.account_index);
  const members = [['index', index], ['account_index', index], ...known].map(
    ([name, text]) => `"${name}":${text}`,
  );
  return withMembers(NO_RESPONSE, { total: '1', accounts: jsonList([`{${members.join(',')}}`]) });
}

/** What is known now, as JSON texts by the exchange's names of the members. */
function knownMembers(view: AccountView): Record<string, string> {
  const { summary, positions } = view.state;
  const members: Record<string, string> = {};
  for (const field of MONEY) {
    const value = summary?.[field];
    if (value != null) members[field] = JSON.stringify(value);
  }
  if (positions) members.positions = jsonList(positionTexts(view).values());
  return members;
}

function isOf(item: string, index: number): boolean {
  return (memberOf(item, 'account_index') ?? memberOf(item, 'index')) === String(index);
}

function valued(text: string, position: Position | undefined): string {
  if (position?.pnl_source !== 'mark') return text;
  const { unrealized_pnl, position_value } = position;
  return withMembers(text, {
    unrealized_pnl: JSON.stringify(unrealized_pnl),
    position_value: JSON.stringify(position_value),
  });
}
