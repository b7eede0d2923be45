import { ApiProperty } from '@nestjs/swagger';
import { ApiBase } from '../../http/api-base.decorator.js';
import type { PnlGroup, Resolution } from '../queries.js';

export class EquityPointDto {
  /**
   * Start of the bucket; the values come from its last snapshot.
   * @example '2026-11-01T00:15:00.000Z'
   */
  timestamp!: string;
  /** @example '10250.120000' */
  equity!: string;
  collateral!: string | null;
  available_balance!: string | null;
  /** Unrealized PnL. */
  pnl!: string | null;
  stale!: boolean;
}

export class EquityDto {
  /** @example 281001 */
  account_index!: number;
  resolution!: Resolution;
  /** @example '2026-11-01T00:00:00.000Z' */
  from!: string;
  to!: string;
  points!: EquityPointDto[];
  count!: number;
}

/** Sum over the last snapshot of each account by the end of the bucket; an account without one is left out. */
export class EquitySumPointDto {
  /**
   * Start of the bucket.
   * @example '2026-11-01T00:15:00.000Z'
   */
  timestamp!: string;
  /** @example '30750.360000' */
  equity!: string;
  collateral!: string | null;
  available_balance!: string | null;
  /** Unrealized PnL. */
  pnl!: string | null;
  /** Traded quote volume of the last day. */
  daily_volume!: string | null;
  /** Open positions. */
  positions_count!: number | null;
  /** Live orders. */
  orders_count!: number | null;
  /** Number of accounts included. */
  accounts!: number;
  /** How many of them were stale at that time. */
  stale_accounts!: number;
}

export class EquitySumDto {
  /** @example [281001, 281002] */
  accounts!: number[];
  resolution!: Resolution;
  /** @example '2026-11-01T00:00:00.000Z' */
  from!: string;
  to!: string;
  points!: EquitySumPointDto[];
  count!: number;
}

/** Exact sums. Negative fees are rebates; negative funding was paid. */
@ApiBase()
export class PnlSumsDto {
  /** @example '12.500000' */
  realized_pnl!: string;
  fees!: string;
  funding!: string;
  /** `realized_pnl` minus `fees` plus `funding`. */
  net!: string;
  /** Deposits and transfers in, minus withdrawals and transfers out; part of no PnL. 0 by market. */
  cash_flows!: string;
  /** Quote units. */
  volume!: string;
  trades!: number;
  /** Trades without a known realized PnL; `realized_pnl` is complete only when this is 0. */
  trades_without_pnl!: number;
}

export class PnlRowDto extends PnlSumsDto {
  /** Present when grouped by account. */
  account_index?: number;
  /** Present when grouped by market. */
  market_id?: number;
  market?: string | null;
  /**
   * Present when grouped by day of the time zone `tz`.
   * @example '2026-11-01'
   */
  day?: string;
  /**
   * Present when grouped by day: its first moment.
   * @example '2026-11-01T00:00:00.000Z'
   */
  day_start?: string;
  /**
   * Present when grouped by hour: start of the hour.
   * @example '2026-11-01T14:00:00.000Z'
   */
  hour?: string;
}

/** Change of an account's equity over the span. */
export class EquityChangeDto {
  /** @example 281001 */
  account_index!: number;
  /**
   * The last one recorded by the start of the span, or else the first one within it.
   * @example '10250.120000'
   */
  opening_equity!: string;
  opening_at!: string;
  closing_equity!: string;
  closing_at!: string;
  /** Deposits and transfers in, minus withdrawals and transfers out, since the opening. */
  cash_flows!: string;
  /** What equity gained without cash flows: realized and unrealized PnL, fees and funding. */
  total_pnl!: string;
}

export class EquityChangesDto {
  from!: string | null;
  to!: string | null;
  accounts!: EquityChangeDto[];
  count!: number;
}

export class CurveDto {
  /** @example 281001 */
  account_index!: number;
  // Spelled out, because the plugin describes an item that may be null as an object.
  @ApiProperty({
    type: 'array',
    items: { type: 'string', nullable: true },
    description: 'One value per time; null where nothing was recorded.',
    example: ['10250.120000', null],
  })
  equity!: (string | null)[];
}

export class CurvesDto {
  /** @example ['2026-11-01T00:00:00.000Z'] */
  times!: string[];
  accounts!: CurveDto[];
}

export class PnlDto {
  /** Time zone of the days. */
  tz!: string;
  by!: PnlGroup;
  from!: string | null;
  to!: string | null;
  rows!: PnlRowDto[];
  count!: number;
  total!: PnlSumsDto;
}
