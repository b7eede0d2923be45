import type { Asset, Millis, Position } from 'lighter-broadcaster-protocol/account';

/** Which source reported a fact, and when. */
export interface Arrival {
  source: 'stream' | 'rest';
  /** Wall time, shown and stored only. */
  received_at: Millis;
  /** `Clock.monotonic()`, for everything that is compared. */
  received_mono: number;
  /** The exchange's own stamp of the frame or response, where it has one. */
  exchange_at: Millis | null;
  /** REST only: `Clock.monotonic()` before the request was sent. */
  asked_mono?: number;
}

/** A row or field that could not be read. It is skipped and keeps its value; the rest of its frame or answer counts. */
export interface Unreadable {
  /** Key of the row as its list has it; `null` when not even that could be read, or for a field of the summary. */
  id: string | null;
  field: string;
  /** Without changing numbers, since it becomes the reason of a stale section. */
  reason: string;
}

/** A canonical entity beside the text that the exchange sent for it. */
export interface Sourced<T> {
  entity: T;
  /** Verbatim JSON as received, so that no number is ever re-serialized. */
  text: string;
  /** Orders facts about one entity: microseconds of `transaction_time` where the exchange reports them, else 0. */
  version: number;
}

type Derived = 'mark_price' | 'mark_at' | 'pnl_source' | 'liquidation_distance';
type Omissible =
  | 'realized_pnl'
  | 'liquidation_price'
  | 'initial_margin_fraction'
  | 'margin_mode'
  | 'allocated_margin'
  | 'total_funding_paid_out'
  | 'open_order_count'
  | 'pending_order_count'
  | 'position_tied_order_count';

/** A position as reported by the exchange. A field that it omits is `undefined` and keeps its value: absent is not zero. */
export type ReportedPosition = Omit<Position, Derived | Omissible> & {
  [Field in Omissible]?: NonNullable<Position[Field]> | undefined;
};

type OmissibleOfAsset = 'locked_balance' | 'margin_mode' | 'margin_balance';

/** An asset as reported by the exchange. A field that it omits is `undefined` and keeps its value. */
export type ReportedAsset = Omit<Asset, OmissibleOfAsset> & {
  [Field in OmissibleOfAsset]?: Asset[Field] | undefined;
};
