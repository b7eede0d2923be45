import type { Clock, Timer } from '../../clock/clock.js';
import type { DisconnectReason } from '../session/disconnect-reason.js';
import type { Session } from '../session/session.js';

/** Frames may still be in flight on the old connection. */
const GRACE_MS = 1_000;
/** A handover that could not begin, or failed, is retried. */
const RETRY_MS = 60_000;
/** Retry delay while other connections of the egress are being replaced. */
const BUSY_RETRY_MS = 5_000;

export interface HandoverContext {
  current(): Session | null;
  /** Milliseconds until a replacement may be opened; `Infinity`: unknown. */
  waitToConnect(): number;
  open(): Session;
  /** The second connection has every snapshot that the first one had, and takes over. */
  adopt(successor: Session): void;
  /** @param mustBreak the second connection had already become authoritative for some channel. */
  failed(message: string, mustBreak: boolean): void;
}

/** Make before break: a second connection is subscribed and confirmed before the first one closes. */
export class Handover {
  /** The second connection until it is complete. */
  private successor: Session | null = null;
  /** The previous connection, while frames may still be in flight on it. */
  private retired: Session | null = null;
  private timer: Timer | null = null;
  /** The exchange announced the end of the second connection as well. */
  private successorEndsToo = false;

  constructor(
    private readonly clock: Clock,
    private readonly context: HandoverContext,
  ) {}

  /** Whether this connection's frames of a channel count; those of the second connection do from its snapshot on. */
  isAuthoritative(session: Session, channel: string): boolean {
    if (session === this.successor) return true;
    return session === this.context.current() && !this.successor?.subscriptions.isConfirmed(channel);
  }

  /** The connection whose frames of a channel count now. */
  carrierOf(channel: string): Session | null {
    const { successor } = this;
    return successor?.subscriptions.isConfirmed(channel) ? successor : this.context.current();
  }

  begin(): void {
    if (!this.context.current() || this.successor) return;
    const wait = this.context.waitToConnect();
    if (wait > 0) return this.beginIn(Math.min(wait, BUSY_RETRY_MS));
    this.successorEndsToo = false;
    this.successor = this.context.open();
  }

  /** The exchange announced that it will close this connection. @param ms when to replace it. */
  announced(session: Session, ms: number): void {
    if (session === this.context.current()) this.beginIn(ms);
    else this.successorEndsToo ||= session === this.successor;
  }

  /** Replaces an earlier appointment. */
  beginIn(ms: number): void {
    this.timer?.cancel();
    this.timer = this.clock.after(Math.max(0, ms), () => this.begin());
  }

  cancel(): void {
    const dropped = [this.successor, this.retired];
    this.successor = null;
    this.retired = null;
    this.timer?.cancel();
    for (const session of dropped) session?.close();
  }

  /** @returns whether it was the second connection, which then took over or failed. */
  settled(session: Session): boolean {
    if (session !== this.successor) return false;
    this.successor = null;
    if (this.isAsGood(session)) {
      const retired = (this.retired = this.context.current());
      this.clock.after(GRACE_MS, () => retired?.close());
      this.context.adopt(session);
      if (this.successorEndsToo) this.beginIn(0);
    } else {
      session.close();
      this.fail(session, 'the second connection was refused a subscription');
    }
    return true;
  }

  /** Channels that were refused on the first one too do not count against the second. */
  private isAsGood({ subscriptions }: Session): boolean {
    const before = this.context.current()?.subscriptions;
    return subscriptions.missing.every(({ channel }) => !before?.isConfirmed(channel));
  }

  /** @returns whether it was the second connection. */
  ended(session: Session, cause: DisconnectReason): boolean {
    if (session !== this.successor) return false;
    this.successor = null;
    this.fail(session, cause.message);
    return true;
  }

  private fail(session: Session, message: string): void {
    this.beginIn(RETRY_MS);
    this.context.failed(message, session.subscriptions.any);
  }
}
