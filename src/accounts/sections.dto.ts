import { ApiProperty } from '@nestjs/swagger';
import { ApiBase } from '../http/api-base.decorator.js';

const VERBATIM = { type: 'object', additionalProperties: true } as const;
const LISTS_BY_MARKET = { type: 'object', additionalProperties: { type: 'array', items: VERBATIM } } as const;
const IN_LIST = { type: 'string', example: '281001' } as const;
const ALONE = { type: 'integer', example: 281001 } as const;

class SectionTimeDto {
  /** Not confirmed recently. @example false */
  stale!: boolean;
  /** Unix seconds of the last confirmation; 0 before the first. @example 1792000000.125 */
  timestamp!: number;
  /** Seconds since `timestamp`; -1 before the first. @example 0.412 */
  age_seconds!: number;
}

@ApiBase()
class PositionsDto extends SectionTimeDto {
  @ApiProperty({
    type: 'object',
    additionalProperties: VERBATIM,
    description: 'By market id, in the exchange’s own shape, flat rows included.',
    example: { '0': { market_id: 0, symbol: 'ETH', sign: 1, position: '1.5000' } },
  })
  positions!: Record<string, unknown>;
}

@ApiBase()
class OrdersDto extends SectionTimeDto {
  @ApiProperty({
    ...LISTS_BY_MARKET,
    description: 'Live orders by market id, in the exchange’s own shape.',
    example: { '0': [{ order_id: '281476929510110', price: '2500.00', status: 'open' }] },
  })
  orders!: Record<string, unknown[]>;
  /** @example 1 */
  orders_count!: number;
  /** False without a credential: the list is then empty because the orders are unknown. @example true */
  orders_known!: boolean;
}

class TradeVolumesDto {
  /** @example 90210.25 */
  total_volume!: number;
  /** @example 1116.6 */
  monthly_volume!: number;
  /** @example 616.6 */
  weekly_volume!: number;
  /** @example 0 */
  daily_volume!: number;
}

@ApiBase()
class TradesDto extends SectionTimeDto {
  @ApiProperty({
    ...LISTS_BY_MARKET,
    description: 'The latest trades by market id, newest first, in the exchange’s own shape.',
    example: { '0': [{ trade_id: 5000001, price: '2383.90', size: '0.1000' }] },
  })
  trades!: Record<string, unknown[]>;
  /** @example 1 */
  trades_count!: number;
  volumes!: TradeVolumesDto;
}

export class PositionsOfAccountDto extends PositionsDto {
  @ApiProperty(ALONE)
  account_index!: number;
}

export class PositionsListedDto extends PositionsDto {
  @ApiProperty(IN_LIST)
  account_index!: string;
}

export class OrdersOfAccountDto extends OrdersDto {
  @ApiProperty(ALONE)
  account_index!: number;
}

export class OrdersListedDto extends OrdersDto {
  @ApiProperty(IN_LIST)
  account_index!: string;
}

export class TradesOfAccountDto extends TradesDto {
  @ApiProperty(ALONE)
  account_index!: number;
}

export class TradesListedDto extends TradesDto {
  @ApiProperty(IN_LIST)
  account_index!: string;
}

class AllDto {
  /** @example 1 */
  total_accounts!: number;
}

export class AllPositionsDto extends AllDto {
  accounts!: PositionsListedDto[];
}

export class AllOrdersDto extends AllDto {
  accounts!: OrdersListedDto[];
}

export class AllTradesDto extends AllDto {
  accounts!: TradesListedDto[];
}
