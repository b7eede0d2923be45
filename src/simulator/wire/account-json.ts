import type { Account } from '../exchange/account.js';
import { formatScaled } from '../exchange/scaled-integer.js';
import { QUOTE_DECIMALS } from '../exchange/market.js';
import { positionJson } from './position-json.js';

const money = (value: bigint): string => formatScaled(value, QUOTE_DECIMALS);
const MULTIPLIER = '"multiplier":"1.000000000000000000"';
const ETH_ASSET =
  `{"symbol":"ETH","asset_id":1,"balance":"0.25000000","locked_balance":"0.00000000",` +
  `"margin_mode":"disabled","margin_balance":"0.00000000",${MULTIPLIER}}`;

/** The row of the collateral (USDC, asset 3); margin is in `margin_balance`, not `balance`. */
export function usdcJson(account: Account): string {
  return (
    `{"symbol":"USDC","asset_id":3,"balance":"10.000000","locked_balance":"0.000000","margin_mode":"enabled",` +
    `"margin_balance":"${money(account.collateral)}",${MULTIPLIER}}`
  );
}

/** Asset rows by asset id. */
export function assetsJson(account: Account): string {
  return `{"1":${ETH_ASSET},"3":${usdcJson(account)}}`;
}

/** One account of the `account` response. */
export function accountJson(account: Account): string {
  const value = money(account.portfolioValue);
  const positions = [...account.positions.values()].map((position) => positionJson(account, position));
  return (
    `{${head(account, money(account.availableBalance), money(account.collateral), account.transactionTime, 1)},` +
    `"account_index":${account.index},"name":"","description":"","can_invite":false,` +
    `"referral_points_percentage":"","can_rfq":false,"can_rfq_market_ids":null,"created_at":0,` +
    `"metadata":{"color":""},"positions":[${positions.join(',')}],"assets":[${usdcJson(account)},${ETH_ASSET}],` +
    `"total_asset_value":"${value}","cross_asset_value":"${value}",` +
    `"cross_initial_margin_requirement":"${money(account.initialRequirement)}",` +
    `"cross_maintenance_margin_requirement":"${money(account.maintenanceRequirement)}",` +
    `"shares":[],"pending_unlocks":[],"approved_integrators":[]}`
  );
}

/** One account of `accountsByL1Address`, whose money fields are not kept up to date. */
export function subAccountJson(account: Account): string {
  return `{${head(account, '', money(account.deposits), 0, 0)}}`;
}

function head(account: Account, available: string, collateral: string, time: number, status: 0 | 1): string {
  const pending = [...account.orders.values()].filter((order) => order.status === 'pending').length;
  return (
    `"code":0,"account_type":${account.isSubAccount ? 1 : 0},"index":${account.index},` +
    `"l1_address":"${account.l1Address}","cancel_all_time":0,"total_order_count":${account.orders.size},` +
    `"total_isolated_order_count":0,"pending_order_count":${pending},"available_balance":"${available}",` +
    `"status":${status},"collateral":"${collateral}","transaction_time":${time},"account_trading_mode":0`
  );
}
