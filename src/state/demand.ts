/** Account data that a stream channel carries. */
export type StreamPart = 'summary' | 'positions' | 'orders' | 'trades' | 'assets';

/** Asks for a channel to be left and joined again, so that its snapshot settles the doubt. */
export interface ResyncDemand {
  kind: 'resync';
  /** `null` for the statistics of all markets. */
  account_index: number | null;
  part: StreamPart | 'marks';
  /** `taint`: a row could not be read; `discrepancy`: REST reports another value; `silence`: nothing came for too long; `proof`: of the credential. */
  cause: 'taint' | 'discrepancy' | 'silence' | 'proof';
}

/** Asks for one REST reading, by the ordinary budget (`poll`) or by its reserve. */
export interface PollDemand {
  kind: 'poll';
  account_index: number;
  poll: 'account' | 'orders';
  use: 'poll' | 'reserve';
  /** Not to be sent before this, by `Clock.monotonic()`. */
  not_before_mono: number;
  cause: 'size-moved' | 'second-answer';
}

/** Asks for a page of trades, since the stream was wrong about something else. */
export interface CheckFillsDemand {
  kind: 'check-fills';
  account_index: number;
  cause: 'state-corrected' | 'chain-broken';
}

/** Asks how orders ended that left without a final status. */
export interface FindEndedOrdersDemand {
  kind: 'find-ended-orders';
  account_index: number;
  order_ids: string[];
}

/** What the state needs from the readers of the exchange. A by-product of reduction; the readers limit the rate. */
export type Demand = ResyncDemand | PollDemand | CheckFillsDemand | FindEndedOrdersDemand;

/**
 * Delivers demands to their handlers. A demand without a handler is lost; the state repeats it while the cause lasts.
 */
export abstract class DemandFeed {
  /** @returns a function that unsubscribes. */
  abstract onDemand(name: string, listener: (demand: Demand) => void): () => void;
}
