import type { Clock, Timer } from '../../clock/clock.js';
import { NEVER_TRIED, nextAttempt, type RetryState } from '../../upstream/retry-schedule.js';
import type { ChannelSpec, FollowedAccount } from '../session/channels.js';
import type { Session } from '../session/session.js';
import type { Attribution } from '../session/stream-subscriptions.js';
import type { ConnectionIncidents } from './connection-incidents.js';

/** A limit of the exchange lasts for its window. */
export const LIMIT_WINDOW_MS = 60_000;
/** Retries after a refusal are never quick. */
const SLOWLY: RetryState = { ...NEVER_TRIED, quickSpent: Infinity };
/** Retries of a subscription that the exchange only delayed; after them it counts as refused. */
const DELAYS_MS = [2_000, 10_000, LIMIT_WINDOW_MS] as const;
/** A vital channel that is refused again when it is retried gets a new connection, once. */
const REFUSALS_BEFORE_REPLACEMENT = 2;

export interface RefusalContext {
  clock: Clock;
  /** In [0, 1). */
  random: () => number;
  incidents: ConnectionIncidents;
  /** This token was refused. @returns whether to retry with another one. */
  renew: (accountIndex: number, refused: string) => boolean;
  /** The exchange counted too many messages: nothing is sent on this egress for `ms`. */
  block(ms: number): void;
  /** The session whose end ends the connection. */
  current(): Session | null;
  /** A second connection is to be subscribed and to take over. */
  replace(): void;
}

/**
 * Handles refused subscriptions: renews a refused token once per session, waits out limits for the egress or the
 * subscription they concern, retries other refusals by the slow phases of the schedule, and replaces the connection when
 * that does not help.
 */
export class Refusals {
  private readonly renewed = new WeakMap<Session, Set<number>>();
  private readonly delays = new WeakMap<Session, Map<ChannelSpec, number>>();
  /** Refusals of each vital channel since it was last confirmed. */
  private readonly counts = new Map<ChannelSpec, number>();
  /** Subscriptions that will be retried without further action. */
  private readonly waiting = new Map<Session, number>();
  /** The next time that all refused subscriptions are retried. `shownAt` is epoch ms. */
  private nextRetry: { shownAt: number; timer: Timer } | null = null;
  private schedule = SLOWLY;

  /** @param accounts of the connection */
  constructor(
    private readonly accounts: readonly FollowedAccount[],
    private readonly context: RefusalContext,
  ) {}

  isWaiting(session: Session): boolean {
    return this.waiting.has(session);
  }

  handle(session: Session, { outcome, spec }: Attribution, code: number | null, message: string): void {
    if (outcome === 'again') return;
    if (!spec) return this.unattributed(session, outcome === 'token', code, message);
    if (outcome === 'egress-limit') {
      this.context.block(LIMIT_WINDOW_MS);
      return void this.retryAfter(session, spec, LIMIT_WINDOW_MS);
    }
    const delay = outcome === 'delayed' && !spec.auxiliary ? this.nextDelay(session, spec) : undefined;
    if (delay !== undefined) return void this.retryAfter(session, spec, delay);
    if (outcome === 'token' && this.renew(session, spec.accountIndex!)) return session.retry(spec);
    this.refused(session, spec, code, message);
  }

  /** Its snapshot arrived: earlier refusals count no longer. */
  confirmed(spec: ChannelSpec): void {
    this.counts.delete(spec);
    this.context.incidents.confirmed(spec);
  }

  /** Schedules the next retry of all refused subscriptions, unless it is scheduled. @returns when, epoch ms. */
  scheduleRetry(session: Session): number {
    if (this.nextRetry) return this.nextRetry.shownAt;
    const { clock, random } = this.context;
    const next = nextAttempt(this.schedule, clock.monotonic(), random());
    this.schedule = next.state;
    const timer = clock.after(next.delayMs, () => {
      this.nextRetry = null;
      for (const { spec } of session.subscriptions.refused()) session.retry(spec);
    });
    this.nextRetry = { shownAt: clock.wallNow() + next.delayMs, timer };
    return this.nextRetry.shownAt;
  }

  /** Another connection took over: the next retry is scheduled for it, later than the last. */
  cancelRetry(): void {
    this.nextRetry?.timer.cancel();
    this.nextRetry = null;
  }

  /** Nothing is refused any more, or the connection starts over. */
  reset(): void {
    this.cancelRetry();
    this.schedule = SLOWLY;
  }

  /**
   * It is refused until retried. The refusal of an auxiliary channel affects nothing else; a vital one is retried before
   * the connection is replaced.
   */
  private refused(session: Session, spec: ChannelSpec, code: number | null, message: string): void {
    this.context.incidents.refused(spec, code, message);
    if (spec.auxiliary || session !== this.context.current()) return;
    const count = (this.counts.get(spec) ?? 0) + 1;
    this.counts.set(spec, count);
    if (count === REFUSALS_BEFORE_REPLACEMENT) this.context.replace();
  }

  /**
   * An error that cannot be attributed. When it is the token of an unknown account, all are renewed and used on a second
   * connection.
   */
  private unattributed(session: Session, isToken: boolean, code: number | null, message: string): void {
    this.context.incidents.unattributed(isToken, code, message);
    if (!isToken || session !== this.context.current()) return;
    for (const { index } of this.accounts)
      if (index !== null) this.context.renew(index, session.tokenSent(index));
    this.context.replace();
  }

  private renew(session: Session, accountIndex: number): boolean {
    const accounts = this.renewed.get(session) ?? new Set();
    this.renewed.set(session, accounts);
    if (accounts.has(accountIndex)) return false;
    accounts.add(accountIndex);
    return this.context.renew(accountIndex, session.tokenSent(accountIndex));
  }

  private nextDelay(session: Session, spec: ChannelSpec): number | undefined {
    const counts = this.delays.get(session) ?? new Map<ChannelSpec, number>();
    const count = counts.get(spec) ?? 0;
    this.delays.set(session, counts.set(spec, count + 1));
    return DELAYS_MS[count];
  }

  private async retryAfter(session: Session, spec: ChannelSpec, ms: number): Promise<void> {
    this.waiting.set(session, (this.waiting.get(session) ?? 0) + 1);
    await this.context.clock.sleep(ms);
    const left = this.waiting.get(session)! - 1;
    if (left > 0) this.waiting.set(session, left);
    else this.waiting.delete(session);
    session.retry(spec);
  }
}
