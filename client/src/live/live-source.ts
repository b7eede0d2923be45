import type { Alert } from 'lighter-broadcaster-protocol/alert';
import type { AccountState, ConnectionsState, Incident } from './model.js';

export type ConnectionPhase = 'connecting' | 'live' | 'lost';

/** The page's own connection to the server, as shown in the banner. */
export interface ServerConnection {
  phase: ConnectionPhase;
  /** Live: start of the connection. Otherwise: time of the last message, regardless of attempts since. Browser clock. */
  since: number;
  /** Attempts since it was last live. */
  attempt: number;
  nextAttemptAt: number | null;
  /** Why it is not live, as text. */
  reason: string | null;
}

/** Receives reports of a source; every state is complete and immutable, unchanged parts keep their identity. */
export interface LiveSink {
  connection(state: ServerConnection): void;
  /** `null`: the account has left this session's view. */
  account(index: number, state: AccountState | null): void;
  connections(state: ConnectionsState): void;
  incidents(incidents: Incident[]): void;
  alerts(alerts: Alert[]): void;
  /** Server time minus browser time in ms. */
  clockOffset(ms: number): void;
  /** Timestamps of a change, and its arrival time in the page. */
  stamped(ts: { exchange: number | null; received: number | null; sent: number }, arrived: number): void;
}

/** Where live data comes from. */
export interface LiveSource {
  start(sink: LiveSink): void;
  stop(): void;
  /** Retries immediately. */
  reconnect(): void;
}
