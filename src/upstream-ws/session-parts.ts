import type { Agent } from 'node:http';
import type { Clock } from '../clock/clock.js';
import type { SocketBudget } from '../egress/socket-budget.js';
import type { Update } from '../state/update.js';
import type { ChannelSpec } from './channels.js';
import type { EndCause } from './end-cause.js';
import type { Session } from './session.js';
import type { Attribution } from './subscriptions.js';

export interface SessionParts {
  url: string;
  agent: Agent | undefined;
  clock: Clock;
  budget: SocketBudget;
  /** A token that is good now, `null` when there is none. */
  tokenFor: (accountIndex: number) => string | null;
  symbolOf: (marketId: number) => string;
}

/** What a session tells its line. Nothing comes after `ended`. */
export interface SessionEvents {
  /** Any frame or pong: the connection lives. */
  heard(session: Session, pongRttMs: number | null): void;
  /** A message goes out, which the exchange counts. */
  sent(): void;
  /** A text frame as it came, before it is understood. */
  raw(text: string, receivedAt: number): void;
  updates(session: Session, channel: string, updates: Update[]): void;
  confirmed(session: Session, spec: ChannelSpec): void;
  refused(session: Session, attribution: Attribution, code: number | null, message: string): void;
  /** A subscription may be held no more. */
  lapsed(session: Session): void;
  /** What a subscription that is held told could not be read. */
  missed(session: Session, spec: ChannelSpec): void;
  /** What came could not be used; the connection goes on. */
  odd(kind: string, accountIndex: number | null, reason: string): void;
  /** Every request has its answer, good or bad. */
  settled(session: Session): void;
  shutdown(session: Session, closeInMs: number): void;
  ended(session: Session, cause: EndCause): void;
}
