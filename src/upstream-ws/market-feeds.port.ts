/** What a feed of a market reports to its followers. */
export interface FeedEvents {
  /** A data frame as received. `subscribed` comes first, and again whenever the channel was subscribed anew. */
  frame(kind: 'subscribed' | 'update', text: string): void;
  /** The exchange refuses the channel, with its own code and words; it is followed no longer. */
  refused(code: number, message: string): void;
}

/** A followed channel. */
export interface MarketFeed {
  /** Gets a new snapshot: the channel is left and subscribed again. */
  resync(): void;
  leave(): void;
}

/** Channels of the markets, subscribed at the exchange while any client follows them. */
export abstract class MarketFeedSource {
  /** @param channel in slash form, such as `order_book/0` */
  abstract follow(channel: string, events: FeedEvents): MarketFeed;
  /** Since when the connection that carries the feeds has been down (monotonic); `null` while it is up. */
  abstract readonly downSince: number | null;
}
