import type {
  AccountLabel,
  AccountState,
  AccountSummary,
  Section,
  SectionName,
} from 'lighter-broadcaster-protocol/account';
import { OrderDto, PositionDto, TradeDto } from './entities.dto.js';
import { AssetDto, FundingDto, GapDto, VolumesDto } from './ledger.dto.js';

/** What people call an account, and how they group it. */
export class AccountLabelDto implements AccountLabel {
  /** `null`: `name` is shown. @example 'desk05' */
  label!: string | null;
  /** Alert rules can watch the accounts of a group. @example 'market-making' */
  group!: string | null;
  /** @example ['eu', 'hedged'] */
  tags!: string[];
}

/** How far a part of the account can be trusted. Times are epoch milliseconds. */
export class SectionDto implements Section {
  /** `null` while nothing is known. */
  source!: 'stream' | 'rest' | null;
  /** Last time its content changed. @example 1792000000000 */
  updated_at!: number | null;
  /** Last time a source confirmed it, as of the last change; a REST answer is as old as its question. @example 1792000000000 */
  confirmed_at!: number | null;
  stale!: boolean;
  /** Why it is stale or unknown. @example 'stream lost: closed 1006' */
  reason!: string | null;
}

/** An account is live while summary, positions, orders, trades and, with an open position, marks are fresh. */
class SectionsDto implements Record<SectionName, SectionDto> {
  summary!: SectionDto;
  /** Margin requirements, cross asset value, status and order counts: from REST only. */
  requirements!: SectionDto;
  positions!: SectionDto;
  /** Mark price, unrealized PnL, position value and liquidation distance of the open positions. */
  marks!: SectionDto;
  orders!: SectionDto;
  trades!: SectionDto;
  assets!: SectionDto;
  funding!: SectionDto;
  volumes!: SectionDto;
}

/** Margin and equity. A field that no source has reported yet is `null`. */
export class SummaryDto implements AccountSummary {
  /** @example '4000.125000' */
  collateral!: string | null;
  /** Collateral plus unrealized PnL: the equity. @example '4052.206250' */
  total_asset_value!: string | null;
  /** @example '3563.280125' */
  available_balance!: string | null;
  /** @example '4052.206250' */
  cross_asset_value!: string | null;
  /** @example '258.917500' */
  cross_initial_margin_requirement!: string | null;
  /** @example '155.350500' */
  cross_maintenance_margin_requirement!: string | null;
  /** @example '1.08' */
  leverage!: string | null;
  /** Percent. @example '6.39' */
  margin_usage!: string | null;
  /** @example '70000.000000' */
  buying_power!: string | null;
  /** 0 classic, 1 unified. @example 0 */
  account_trading_mode!: number | null;
  /** @example 0 */
  account_type!: number | null;
  /** 1 active, 0 inactive. @example 1 */
  status!: number | null;
  /** @example '0x5a1f3e9c0b7d42a86e15c3f0d9b8a7746c2e1d03' */
  l1_address!: string | null;
  /** @example 2 */
  total_order_count!: number | null;
  /** @example 1 */
  pending_order_count!: number | null;
}

/** The canonical account. A list that is `null` is unknown, and its section has the reason; an empty one is known to be empty. */
export class AccountStateDto implements AccountState {
  /** @example 281001 */
  account_index!: number;
  /** @example 'Lighter_1_aE42d3' */
  name!: string;
  /** Its label; `null` until one is set. */
  label!: AccountLabelDto | null;
  summary!: SummaryDto | null;
  /** Open ones, by market id. */
  positions!: PositionDto[] | null;
  /** Live ones, by order id. */
  orders!: OrderDto[] | null;
  /** The latest, newest first. */
  trades!: TradeDto[] | null;
  /** By asset id. */
  assets!: AssetDto[] | null;
  /** Newest first. */
  funding!: FundingDto[] | null;
  volumes!: VolumesDto | null;
  /** Open ones and the last that closed, newest first. */
  gaps!: GapDto[];
  sections!: SectionsDto;
}
