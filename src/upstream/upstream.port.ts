/** A source of updates about the exchange that an operator can pause and restart. */
export abstract class Upstream {
  /** While paused nothing is sent, so everything served becomes stale. */
  abstract pause(): void;
  abstract resume(): void;
  abstract readonly paused: boolean;
  /** Reconnects one account, or all. @returns the number of accounts reconnected. */
  abstract reconnect(accountIndex?: number): number;
}

/** The REST polling of all accounts. */
export abstract class RestUpstream extends Upstream {}

/** The streams of all accounts and of the markets. */
export abstract class StreamUpstream extends Upstream {}
