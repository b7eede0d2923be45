import type { Clock, Timer } from '../../clock/clock.js';
import type { MessagePurpose, SocketBudget, SocketConnection } from '../../egress/socket-budget.js';
import type { ChannelSpec } from './channels.js';
import { type DisconnectReason, disconnectReason } from './disconnect-reason.js';
import type { Request, StreamSubscriptions } from './stream-subscriptions.js';

/** A request without an answer for this long means that the connection cannot be trusted. */
const ANSWER_WITHIN_MS = 10_000;
/** Retry delay when the budget cannot predict when it will be free. */
const LOOK_AGAIN_MS = 1_000;

export interface RequestContext {
  clock: Clock;
  budget: SocketBudget;
  /** A currently valid token, `null` without one. */
  tokenFor: (accountIndex: number) => string | null;
}

export interface RequestEvents {
  /** The socket is to send this request. */
  send(message: object): void;
  /** The next request needs a token, and there is none. */
  withoutToken(spec: ChannelSpec): void;
  /** No answer arrived in time. */
  unanswered(cause: DisconnectReason): void;
  /** Every request has been answered or refused. */
  settled(): void;
}

/** Sends the requests of a session one at a time, each within the budget of the egress and answered in time. */
export class RequestSender {
  /** Channels left for a new snapshot: until it arrives, their requests count as those of a resync. */
  readonly resyncing = new Set<ChannelSpec>();
  private isOpen = false;
  private ended = false;
  /** The token last sent for each account. */
  readonly #tokens = new Map<number, string>();
  /** Until the next request may be sent, or its answer is overdue. */
  private timer: Timer | null = null;

  constructor(
    private readonly subscriptions: StreamSubscriptions,
    private readonly ledger: SocketConnection,
    private readonly context: RequestContext,
    private readonly events: RequestEvents,
  ) {}

  /** The socket is open. */
  begin(): void {
    this.isOpen = true;
    this.sendNext();
  }

  /** The socket has ended: nothing is sent or expected any more. */
  end(): void {
    this.ended = true;
    this.timer?.cancel();
  }

  tokenSent(accountIndex: number): string {
    return this.#tokens.get(accountIndex) ?? '';
  }

  /** Sends the next request if there is one, none is pending, and the budget allows it. */
  sendNext(): void {
    const request = this.isOpen && !this.ended ? this.subscriptions.next() : null;
    if (!request) return;
    const wait = this.waitToSend(request);
    if (wait > 0) return this.sendLater(wait);
    const { spec } = request;
    const needsAuth = request.type === 'subscribe' && spec.auth;
    const token = needsAuth ? this.context.tokenFor(spec.accountIndex!) : null;
    if (!needsAuth || token !== null) this.send(request, token);
    else this.events.withoutToken(spec);
  }

  /** An answer arrived. It is counted before `report`, which may send the next request. */
  answered(report: () => void): void {
    if (!this.subscriptions.inFlight) {
      this.timer?.cancel();
      this.ledger.answered();
    }
    report();
    if (this.ended || this.subscriptions.inFlight) return;
    if (this.subscriptions.settled) this.events.settled();
    if (!this.ended) this.sendNext();
  }

  private waitToSend(request: Request): number {
    const wait = this.context.budget.waitToSend(
      this.context.clock.monotonic(),
      request.type === 'subscribe',
      this.purposeOf(request.spec),
    );
    return Number.isFinite(wait) ? wait : LOOK_AGAIN_MS;
  }

  private purposeOf(spec: ChannelSpec): MessagePurpose {
    if (spec.auxiliary) return 'auxiliary';
    if (this.resyncing.has(spec)) return 'resync';
    return this.ledger.replaces ? 'renewal' : 'vital';
  }

  private sendLater(wait: number): void {
    this.timer?.cancel();
    this.timer = this.context.clock.after(wait, () => this.sendNext());
  }

  private send({ type, spec }: Request, token: string | null): void {
    if (token !== null) this.#tokens.set(spec.accountIndex!, token);
    this.subscriptions.sent({ type, spec });
    this.ledger.requested(this.context.clock.monotonic(), this.purposeOf(spec));
    this.timer?.cancel();
    this.timer = this.context.clock.after(ANSWER_WITHIN_MS, () => {
      this.events.unanswered(disconnectReason('unanswered', `no answer to ${type} ${spec.channel}`));
    });
    this.events.send({ type, channel: spec.channel, ...(token !== null && { auth: token }) });
  }
}
