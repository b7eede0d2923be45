import type { Decimal, Millis } from 'lighter-broadcaster-protocol/account';

/** A mark price, and when it came (epoch ms). */
export interface Mark {
  price: Decimal;
  at: Millis;
}

/** The mark of a market in the present generation, `null` before the first. */
export type Marks = (marketId: number) => Mark | null;

/** What a reduction depends on beside the record and the update. */
export interface ReduceContext {
  marks: Marks;
  /** Why the mark of a market is not confirmed at `now` (monotonic); `null` when it is. */
  markFault: (marketId: number, now: number) => string | null;
  /** How long a part stays fresh after its last poll or the loss of its stream. */
  ttlMs: number;
  /** The exchange's clock, `null` while unknown. */
  readonly exchangeNow: Millis | null;
}

/** Monotonic time, and epoch milliseconds for what is shown. */
export interface Now {
  mono: number;
  wall: Millis;
}
