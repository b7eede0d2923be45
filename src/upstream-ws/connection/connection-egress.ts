import type { Egress } from '../../egress/egress.js';
import { ProxyFault } from '../../egress/proxy-fault.js';
import type { ChannelSpec } from '../session/channels.js';
import type { DisconnectReason } from '../session/disconnect-reason.js';
import { Session, type SessionEvents } from '../session/session.js';
import type { StreamConnectionContext } from './connection-events.js';

/** The subscriptions of a new session. */
interface Subscribed {
  channels: readonly ChannelSpec[];
  held: ReadonlySet<ChannelSpec>;
  /** The session will take over from another one. */
  replaces: boolean;
}

/** The egress of one connection, chosen anew for each attempt: opens sessions, and learns from how they end. */
export class ConnectionEgress {
  private egress: Egress;
  private readonly egressOf = new WeakMap<Session, Egress>();
  /** The exchange refused the jurisdiction: only its read-only stream is used from then on. */
  private isReadonly = false;

  /** @param accountIndex an account of the connection, `null` for the markets */
  constructor(
    private readonly context: StreamConnectionContext,
    private readonly accountIndex: number | null,
  ) {
    this.egress = this.preferred();
  }

  /** The egress of the latest attempt. */
  get current(): Egress {
    return this.egress;
  }

  /** Chooses the egress of the next attempt. */
  choose(): Egress {
    return (this.egress = this.preferred());
  }

  /** Whether a healthy egress takes the place of one that failed. */
  hasAlternative(): boolean {
    const next = this.preferred();
    return next !== this.egress && next.health.websocket.fault === null;
  }

  /** Begins to connect. */
  open({ channels, held, replaces }: Subscribed, events: SessionEvents): Session {
    const address = new URL(this.context.url);
    if (this.isReadonly) address.searchParams.set('readonly', 'true');
    const agent = this.egress.socketAgent(address.protocol === 'wss:');
    const budget = this.egress.sockets;
    const session = new Session(
      channels,
      { ...this.context, url: address.href, agent, budget, replaces, held },
      events,
    );
    this.egressOf.set(session, this.egress);
    return session;
  }

  opened(session: Session): void {
    this.egressOf.get(session)?.noteSuccess('websocket');
  }

  /** A session ended. @returns whether to try the read-only stream at once. */
  ended(session: Session, reason: DisconnectReason): boolean {
    const goesReadonly = reason.kind === 'geo-blocked' && !this.isReadonly;
    if (!goesReadonly) this.noteOutcome(this.egressOf.get(session) ?? this.egress, reason);
    this.isReadonly ||= goesReadonly;
    return goesReadonly;
  }

  /** Notes what the end of an attempt implies for its egress; a dropped connection implies nothing. */
  private noteOutcome(egress: Egress, { kind, code, message, retryAfterMs, error }: DisconnectReason): void {
    const text = `${egress.id}: ${message}`;
    if (kind === 'rate-limited')
      egress.noteRateLimited('websocket', retryAfterMs, this.context.partyOf(this.accountIndex));
    else if (kind === 'geo-blocked') egress.noteFault('websocket', { kind: 'geo-blocked', message: text });
    else if (kind === 'refused')
      egress.noteFault('websocket', {
        kind: code === '403' ? 'cdn-blocked' : 'upgrade-refused',
        message: text,
      });
    else if (kind === 'path' && !(error instanceof ProxyFault)) egress.noteNoAnswer('websocket');
  }

  private preferred(): Egress {
    return this.context.failover.current('websocket', this.context.clock.monotonic());
  }
}
