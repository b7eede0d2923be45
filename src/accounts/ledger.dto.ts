import type { Asset, Funding, Gap, Volumes } from 'lighter-broadcaster-protocol/account';

export class AssetDto implements Asset {
  /** @example 3 */
  asset_id!: number;
  /** @example 'USDC' */
  symbol!: string;
  /** @example '10.000000' */
  balance!: string;
  /** @example '0.000000' */
  locked_balance!: string;
  /** @example 'enabled' */
  margin_mode!: string;
  /** @example '4000.125000' */
  margin_balance!: string;
}

/** One funding payment. */
export class FundingDto implements Funding {
  /** @example '900001' */
  funding_id!: string;
  /** @example 0 */
  market_id!: number;
  /** @example 'ETH' */
  symbol!: string;
  /** Epoch milliseconds. @example 1792000000000 */
  timestamp!: number;
  /** Signed: negative was paid. @example '-0.012000' */
  change!: string;
  /** @example '0.0012' */
  rate!: string;
  /** @example '1.5000' */
  position_size!: string;
  position_side!: 'long' | 'short';
  /** @example '0' */
  discount!: string;
}

/** Traded quote volumes; `null` where the exchange has not reported one. */
export class VolumesDto implements Volumes {
  /** @example '0' */
  daily_volume!: string | null;
  /** @example '616.6' */
  weekly_volume!: string | null;
  /** @example '1116.6' */
  monthly_volume!: string | null;
  /** @example '90210.25' */
  total_volume!: string | null;
}

/** A span in which fills may have been missed; open while `closed_at` is `null`. Times are epoch milliseconds. */
export class GapDto implements Gap {
  /** @example '1792000000000-1' */
  gap_id!: string;
  /** @example 281001 */
  account_index!: number;
  /** @example 'stream-lost' */
  cause!: string;
  /** Last trade known before it. @example '5000001' */
  from_trade_id!: string | null;
  /** @example '5000009' */
  to_trade_id!: string | null;
  /** @example 1792000000000 */
  opened_at!: number;
  /** @example 1792000004000 */
  closed_at!: number | null;
  /** @example 8 */
  trades_recovered!: number | null;
  /** Whether every trade of the span was recovered; `null` while open. @example true */
  complete!: boolean | null;
  /** Why it is not complete. */
  reason!: string | null;
}
