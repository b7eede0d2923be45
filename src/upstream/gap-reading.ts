import type { Millis } from 'lighter-broadcaster-protocol/account';
import type { Timer } from '../clock/clock.js';
import type { TradesUpdate } from '../state/update.js';
import { Backoff } from './backoff.js';
import type { GapContext } from './gap-context.js';
import type { GapIncidents } from './gap-incidents.js';
import type { WalkProgress } from './gap-log.port.js';
import type { OpenGaps } from './open-gaps.js';
import type { TradePage, TradePagePurpose } from './trade-history.port.js';
import { TradeWalk, type WalkResult } from './trade-walk.js';

/** The reading that an open gap needs; it survives losses of the connection. */
interface Recovery {
  /** From the newest trade down to everything that may be missing; `null` before its first page. */
  descent: TradeWalk | null;
  /**
   * Exchange time when the newest page of a finished walk was requested: only trades since then may still be missing.
   */
  askedAt: Millis | null;
  /** The first walk that ended incomplete. */
  shortfall: WalkResult | null;
}

/**
 * Reads the history of one account until its open gaps can be closed: a walk down to the trades known before them, and,
 * once the stream has carried the account long enough, a second one that shows trades REST listed late.
 */
export class GapReading {
  private recovery: Recovery | null = null;
  /** When the stream began to carry the account's trades; `null` while it does not. */
  private confirmedMono: number | null = null;
  /** How far an earlier life had read for the open gaps. */
  private earlier: WalkProgress | null = null;
  private isReading = false;
  private wakeUp: () => void = () => undefined;

  constructor(
    private readonly accountIndex: number,
    private readonly context: GapContext,
    private readonly gaps: OpenGaps,
    private readonly incidents: GapIncidents,
    private readonly signal: AbortSignal,
  ) {
    signal.addEventListener('abort', () => this.wakeUp());
  }

  /** Whether a page is read, for a gap or an audit. */
  get isBusy(): boolean {
    return this.isReading;
  }

  /** Continues where an earlier life had stopped; `null`: from the newest trade on. */
  continueFrom(earlier: WalkProgress | null): void {
    this.earlier = earlier;
  }

  /** The stream no longer carries the account's trades. */
  streamLost(): void {
    this.confirmedMono = null;
    this.wakeUp();
  }

  /** The stream carries the account's trades from here on. */
  streamConfirmed(): void {
    this.confirmedMono = this.now;
    this.wakeUp();
    void this.read();
  }

  /** Reads while a gap is open and there is something to read. Failures are retried soon, as the budget allows. */
  async read(): Promise<void> {
    if (this.isReading) return;
    this.isReading = true;
    const backoff = new Backoff(this.context.clock, this.signal);
    try {
      while (!this.signal.aborted && this.gaps.isAnyStored) {
        try {
          // The confirmation may arrive while the step ends, and starts no reading of its own then.
          if (!(await this.step()) && this.confirmedMono === null) return;
          backoff.reset();
          this.incidents.succeeded('backfill-failed');
        } catch (error) {
          if (this.signal.aborted) return;
          this.incidents.failed('backfill-failed', error);
          await backoff.pause();
        }
      }
    } finally {
      this.isReading = false;
    }
  }

  /**
   * Reads the newest page for an audit; meanwhile no gap is read.
   * @returns the page, and the exchange time when it was requested; `null` when it cannot be read
   */
  async newestPage(): Promise<{ page: TradesUpdate; asked: Millis | null } | null> {
    this.isReading = true;
    try {
      const asked = this.context.exchangeClock.now();
      const { update } = await this.page(null, 'audit');
      return { page: update, asked };
    } catch {
      return null;
    } finally {
      this.isReading = false;
      void this.read();
    }
  }

  /** @returns false when nothing can be read before the stream is confirmed. */
  private async step(): Promise<boolean> {
    const { history, settleMs } = this.context;
    const recovery = (this.recovery ??= { descent: null, askedAt: null, shortfall: null });
    const { confirmedMono } = this;
    if (recovery.descent && !recovery.descent.result) {
      await this.descend(recovery);
      return true;
    }
    if (confirmedMono === null) return false;
    if (!history.readable(this.accountIndex)) this.close({ complete: false, reason: 'no credential' });
    else if (!recovery.descent) await this.descend(recovery);
    else if (confirmedMono + settleMs > this.now) await this.sleepOrWake(confirmedMono + settleMs - this.now);
    else await this.settle(recovery, confirmedMono);
    return true;
  }

  private async descend(recovery: Recovery): Promise<void> {
    const { exchangeClock, settleMs } = this.context;
    const asked = exchangeClock.now();
    const page = await this.nextPage(recovery);
    if (!recovery.descent) {
      if (this.gaps.trades.isReset(page.update, this.now)) return this.beginAnew(page.update);
      await this.gaps.dateStart();
      recovery.askedAt = asked;
      recovery.descent = new TradeWalk({ ...this.gaps.span, settleMs }, this.earlier);
    }
    const { descent } = recovery;
    this.gaps.pass(page.update, true);
    const { earlier } = this;
    descent.take(page, earlier !== null && this.context.isFilled(this.accountIndex, earlier.bottom));
    if (descent.result?.complete === false) recovery.shortfall = descent.result;
    const progress = recovery.askedAt === null ? null : descent.progress(recovery.askedAt - settleMs);
    if (progress) await this.gaps.keepProgress(progress);
  }

  /** A place that an earlier life noted may not be found again: then everything is read. */
  private async nextPage(recovery: Recovery): Promise<TradePage> {
    const { descent } = recovery;
    try {
      const page = await this.page(descent?.cursor ?? null, 'gap');
      if (descent?.isLeaping) descent.verify(page);
      return page;
    } catch (error) {
      if (descent?.isLeaping) this.forgetEarlier(recovery);
      throw error;
    }
  }

  private forgetEarlier(recovery: Recovery): void {
    this.earlier = null;
    recovery.descent = null;
  }

  /** Walks once more, down to where the previous walk began, and closes the gap if the stream held throughout. */
  private async settle(recovery: Recovery, confirmedMono: number): Promise<void> {
    const { settleMs, exchangeClock } = this.context;
    const { floor, olderThan } = this.gaps.span;
    const seen = recovery.askedAt === null ? olderThan : recovery.askedAt - settleMs;
    const walk = new TradeWalk({ floor, olderThan: seen, settleMs });
    const asked = exchangeClock.now();
    while (!walk.result) {
      const isTop = !walk.hasBegun;
      const page = await this.page(walk.cursor, 'settle');
      if (isTop && this.gaps.trades.isReset(page.update, this.now)) return this.beginAnew(page.update);
      this.gaps.pass(page.update, true);
      walk.take(page);
    }
    recovery.askedAt = asked;
    if (!walk.result.complete) recovery.shortfall ??= walk.result;
    if (this.confirmedMono === confirmedMono)
      this.close(recovery.shortfall ?? { complete: true, reason: null });
  }

  /** The exchange restarted its ids: the walk begins again, without a floor. */
  private beginAnew(page: TradesUpdate): Promise<void> {
    this.forgetRecovery();
    return this.gaps.beginAnew(page);
  }

  private close(result: WalkResult): void {
    this.forgetRecovery();
    this.gaps.close(result);
  }

  private forgetRecovery(): void {
    this.recovery = null;
    this.earlier = null;
  }

  private async page(cursor: string | null, purpose: TradePagePurpose): Promise<TradePage> {
    const { signal } = this;
    const page = await this.context.history.page(this.accountIndex, cursor, signal, purpose);
    signal.throwIfAborted();
    return page;
  }

  /** Until `ms` have passed, the connection changes, or the process stops. */
  private sleepOrWake(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer: Timer = this.context.clock.after(ms, resolve);
      this.wakeUp = () => {
        timer.cancel();
        resolve();
      };
    });
  }

  private get now(): number {
    return this.context.clock.monotonic();
  }
}
