import { ApiProperty } from '@nestjs/swagger';

const VERBATIM = { type: 'object', additionalProperties: true } as const;

/** Figures are JSON numbers printed digit-exact from decimals; what was never told is 0. */
class PortfolioAccountDto {
  /** @example '281001' */
  account_index!: string;
  /** @example 'Lighter_1_aE42d3' */
  name!: string;
  exchange!: 'lighter';
  /** No section of the account is stale. @example true */
  is_live!: boolean;
  @ApiProperty({
    type: 'integer',
    description: 'Unix seconds of the last confirmation; 0 before the first.',
    example: 1792000000,
  })
  last_update!: number;
  /** `total_asset_value`: collateral plus unrealized PnL. (The original took the bare collateral.) @example 4052.20625 */
  equity!: number;
  /** @example 4000.125 */
  collateral!: number;
  /** @example 3563.280125 */
  available_balance!: number;
  /** Sum over the open positions. @example 52.08125 */
  unrealized_pnl!: number;
  /** `collateral` - `available_balance`. @example 436.844875 */
  margin_used!: number;
  /** `margin_used` / `collateral`; 0 when there is none. @example 0.109207806006 */
  margin_ratio!: number;
  /** The exchange’s daily volume, else the sum of size × price of the last 24 h of trades. @example 0 */
  volume_24h!: number;
  /** @example 90210.25 */
  total_volume!: number;
  /** @example 1116.6 */
  monthly_volume!: number;
  /** @example 616.6 */
  weekly_volume!: number;
  @ApiProperty({
    type: 'array',
    items: VERBATIM,
    description: 'Open positions as the exchange spells them.',
    example: [{ market_id: 0, symbol: 'ETH', sign: 1, position: '1.5000' }],
  })
  positions!: Record<string, unknown>[];
  @ApiProperty({
    type: 'array',
    items: VERBATIM,
    description: 'Live orders as the exchange spells them.',
    example: [{ order_id: '281476929510110', price: '2500.00', status: 'open' }],
  })
  active_orders!: Record<string, unknown>[];
  /** False when the orders can’t be known (no credential): then `active_orders` is empty for that reason. @example true */
  orders_known!: boolean;
  @ApiProperty({
    type: 'array',
    items: VERBATIM,
    description: 'The latest trades as the exchange spells them, newest first.',
    example: [{ trade_id: 5000001, price: '2383.90', size: '0.1000' }],
  })
  trades!: Record<string, unknown>[];
}

/** Sums over the accounts that the asker sees. */
class PortfolioTotalsDto {
  /** @example 4052.20625 */
  total_equity!: number;
  /** @example 52.08125 */
  total_unrealized_pnl!: number;
  /** @example 436.844875 */
  total_margin_used!: number;
  /** @example 2 */
  total_positions!: number;
  /** @example 3 */
  total_active_orders!: number;
  /** @example 10 */
  total_trades!: number;
  /** @example 1 */
  accounts_live!: number;
  /** @example 1 */
  accounts_total!: number;
}

export class PortfolioDto {
  /** In the order of N of `Lighter_{N}_`. */
  accounts!: PortfolioAccountDto[];
  aggregated!: PortfolioTotalsDto;
  @ApiProperty({ type: 'integer', description: 'Unix seconds.', example: 1792000001 })
  timestamp!: number;
}
