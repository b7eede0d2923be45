import { ApiProperty } from '@nestjs/swagger';
import type { TotalName } from './figures.js';
import type { Coverage } from './portfolio-totals.js';

const VERBATIM = { type: 'object', additionalProperties: true } as const;

/** Figures are JSON numbers printed digit-exact from decimals; one that was never reported is 0, except the equity. */
class PortfolioAccountDto {
  /** @example '281001' */
  account_index!: string;
  /** @example 'Lighter_1_aE42d3' */
  name!: string;
  exchange!: 'lighter';
  /** Summary, positions, orders, trades and, with an open position, marks are fresh. @example true */
  is_live!: boolean;
  @ApiProperty({
    type: 'integer',
    description: 'Unix seconds at which the oldest section shown was confirmed; 0 before the first.',
    example: 1792000000,
  })
  last_update!: number;
  /** Collateral plus unrealized PnL; `null` while unknown. (The original used the bare collateral.) @example 4052.20625 */
  equity!: number | null;
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
  /** `false` if the orders cannot be known (no credential); `active_orders` is then empty. @example true */
  orders_known!: boolean;
  @ApiProperty({
    type: 'array',
    items: VERBATIM,
    description: 'The latest trades as the exchange spells them, newest first.',
    example: [{ trade_id: 5000001, price: '2383.90', size: '0.1000' }],
  })
  trades!: Record<string, unknown>[];
}

/** How far a total covers the accounts. */
class CoverageDto implements Coverage {
  /** Accounts whose share is known; stale ones are included. @example 2 */
  known!: number;
  /** Of those, how many are stale. @example 0 */
  stale!: number;
  /** @example 2 */
  total!: number;
}

class CoveragesDto implements Record<TotalName, CoverageDto> {
  total_equity!: CoverageDto;
  total_unrealized_pnl!: CoverageDto;
  total_margin_used!: CoverageDto;
  total_positions!: CoverageDto;
  total_active_orders!: CoverageDto;
  total_trades!: CoverageDto;
}

/** Sums over the accounts that the caller sees; `null` while the share of an account is unknown. */
class PortfolioTotalsDto {
  /** @example 4052.20625 */
  total_equity!: number | null;
  /** @example 52.08125 */
  total_unrealized_pnl!: number | null;
  /** @example 436.844875 */
  total_margin_used!: number | null;
  /** @example 2 */
  total_positions!: number | null;
  /** Accounts without a credential are left out. @example 3 */
  total_active_orders!: number | null;
  /** @example 10 */
  total_trades!: number | null;
  coverage!: CoveragesDto;
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
