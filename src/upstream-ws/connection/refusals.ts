import type { Clock, Timer } from '../../clock/clock.js';
import { NEVER_TRIED, nextAttempt, type RetryState } from '../../upstream/retry-schedule.js';
import type { Session } from '../session/session.js';
import type { Attribution } from '../session/stream-subscriptions.js';
import type { ChannelSpec } from '../session/channels.js';

/** A limit of the exchange is over after its window. */
export const LIMIT_WINDOW_MS = 60_000;
/** Nothing is quick about what the exchange has refused. */
const SLOWLY: RetryState = { ...NEVER_TRIED, quickSpent: Infinity };

export interface RefusalContext {
  clock: Clock;
  /** In [0, 1). */
  random: () => number;
  /** This token was refused. @returns whether another one is worth a try. */
  renew(accountIndex: number, refused: string): boolean;
  /** The exchange said "too many": nothing is sent on this way out for so long. */
  block(ms: number): void;
  /** It is refused for good, until asked again. */
  refused(session: Session, spec: ChannelSpec, code: number | null, message: string): void;
  /** An error that concerns nothing of ours, or a token of which it is not known whose. */
  unattributed(session: Session, isToken: boolean, code: number | null, message: string): void;
}

/**
 * What to do about refused subscriptions: a refused token is renewed once for each connection, a limit is waited out, and
 * what stays refused is asked again by the slow phases of the schedule.
 */
export class Refusals {
  private readonly renewed = new WeakMap<Session, Set<number>>();
  /** Limits that are being waited out. */
  private readonly waiting = new Map<Session, number>();
  /** The next time that all that is refused is asked again. */
  private nextRetry: { at: number; timer: Timer } | null = null;
  private schedule = SLOWLY;

  constructor(private readonly context: RefusalContext) {}

  /** Whether something will be asked again by itself. */
  isWaiting(session: Session): boolean {
    return this.waiting.has(session);
  }

  handle(session: Session, { outcome, spec }: Attribution, code: number | null, message: string): void {
    if (outcome === 'again') return;
    if (!spec) return this.context.unattributed(session, outcome === 'token', code, message);
    if (outcome === 'later') return void this.waitForLimit(session, spec);
    if (outcome === 'token' && this.renew(session, spec.accountIndex!)) return session.retry(spec);
    this.context.refused(session, spec, code, message);
  }

  /** Appoints the next round for what is refused, unless there is one. @returns when, epoch ms. */
  scheduleRetry(session: Session): number {
    if (this.nextRetry) return this.nextRetry.at;
    const { clock, random } = this.context;
    const next = nextAttempt(this.schedule, clock.wallNow(), random());
    this.schedule = next.state;
    const timer = clock.after(next.delayMs, () => {
      this.nextRetry = null;
      for (const { spec } of session.subscriptions.refused()) session.retry(spec);
    });
    this.nextRetry = { at: clock.wallNow() + next.delayMs, timer };
    return this.nextRetry.at;
  }

  /** Nothing is refused any more, or the connection is another one. */
  reset(): void {
    this.nextRetry?.timer.cancel();
    this.nextRetry = null;
    this.schedule = SLOWLY;
  }

  private renew(session: Session, accountIndex: number): boolean {
    const accounts = this.renewed.get(session) ?? new Set();
    this.renewed.set(session, accounts);
    if (accounts.has(accountIndex)) return false;
    accounts.add(accountIndex);
    return this.context.renew(accountIndex, session.tokenSent(accountIndex));
  }

  private async waitForLimit(session: Session, spec: ChannelSpec): Promise<void> {
    this.context.block(LIMIT_WINDOW_MS);
    this.waiting.set(session, (this.waiting.get(session) ?? 0) + 1);
    await this.context.clock.sleep(LIMIT_WINDOW_MS);
    const left = this.waiting.get(session)! - 1;
    if (left > 0) this.waiting.set(session, left);
    else this.waiting.delete(session);
    session.retry(spec);
  }
}
