import type { AccountState, ConnectionsState, Incident } from './model.js';

export type ConnectionPhase = 'connecting' | 'live' | 'lost';

/** The page's own line to the server, as the banner tells it. */
export interface Connection {
  phase: ConnectionPhase;
  /** Since when it is live; while it is not, when it last heard anything, however often it has tried since. Browser clock. */
  since: number;
  /** Attempts since it was last live. */
  attempt: number;
  nextAttemptAt: number | null;
  /** Why it is not live, in words. */
  reason: string | null;
}

/** What a source reports; every state is whole and immutable, unchanged parts keep their identity. */
export interface LiveSink {
  connection(state: Connection): void;
  /** `null`: the account has left this session's view. */
  account(index: number, state: AccountState | null): void;
  connections(state: ConnectionsState): void;
  incidents(incidents: Incident[]): void;
  /** Server time minus browser time in ms. */
  clockOffset(ms: number): void;
  /** The stamps of a change, and when it came in here. */
  stamped(ts: { exchange: number | null; received: number | null; sent: number }, arrived: number): void;
}

/** Where live data comes from. */
export interface LiveSource {
  start(sink: LiveSink): void;
  stop(): void;
  /** Tries again at once. */
  reconnect(): void;
}
