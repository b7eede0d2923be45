// Long: one state machine; its walks and its memory of trades are beside it.
import type { IncidentKind } from 'lighter-broadcaster-protocol/incident-kinds';
import { randomBytes } from 'node:crypto';
import type { Gap, Millis } from 'lighter-broadcaster-protocol/account';
import type { Clock, Timer } from '../clock/clock.js';
import type { ExchangeClock } from '../clock/exchange-clock.js';
import type { IncidentWriter } from '../incidents/incident-writer.port.js';
import type { TradesUpdate, Update } from '../state/update.js';
import type { GapLog, WalkProgress } from './gap-log.port.js';
import { FIRST_START, highestKnown, recoveredByGap, spanOf } from './gap-span.js';
import { RecentTrades } from './recent-trades.js';
import type { RecorderHold } from './recorder-hold.port.js';
import type { TradeHistory, TradePage, TradePagePurpose } from './trade-history.port.js';
import { TradeWalk, type WalkResult } from './trade-walk.js';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
/** Checks for missed fills requested by the state run at most this often. */
const CHECK_EVERY_MS = 5 * 60_000;

export interface GapKeeperContext {
  clock: Clock;
  exchangeClock: ExchangeClock;
  log: GapLog;
  history: TradeHistory;
  recorder: RecorderHold;
  incidents: IncidentWriter;
  /** REST may take this long to list a fill. */
  settleMs: number;
  /** Applies an update to the state. */
  apply: (update: Update) => void;
  /** Whether the state holds as many trades as it keeps, or all down to this one. */
  isFilled: (accountIndex: number, tradeId: string) => boolean;
}

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
 * Ensures that the state gets every trade of one account exactly once. Trades reach the state at once, even while a gap
 * is open; a gap is closed only by a walk down to the trades known before it, and a later reading that shows trades
 * REST listed late.
 */
export class GapKeeper {
  private readonly trades: RecentTrades;
  private gaps: Gap[] = [];
  private recovery: Recovery | null = null;
  /** Trades that only REST delivered since the oldest open gap. */
  private readonly recovered = new Set<string>();
  /** While the log is read or a gap is written; meanwhile the recorder is held. */
  private isOpening = true;
  /** When the open gap began, if the exchange's clock was unknown then. */
  private undatedStart: number | null = null;
  /** When the stream began to carry the account's trades; `null` while it does not. */
  private confirmedMono: number | null = null;
  /**
   * The recorder may lack trades that the state has: it dropped some, or held some back when the process stopped and
   * the state was restored. Then it gets every page of the gap.
   */
  private isRecorderBehind = true;
  /** How far an earlier life had read for the open gaps. */
  private earlier: WalkProgress | null = null;
  private isReading = false;
  private wakeUp: () => void = () => undefined;
  private checkedMono = -Infinity;
  private readonly failing = new Set<IncidentKind>();
  private readonly stopping = new AbortController();

  constructor(
    private readonly accountIndex: number,
    private readonly context: GapKeeperContext,
  ) {
    this.trades = new RecentTrades(context.settleMs);
  }

  /** Every life of the process begins with an open gap. Resolves when it is on disk. */
  async start(): Promise<void> {
    const { log, recorder } = this.context;
    recorder.hold(this.accountIndex);
    const isFirst = await this.persist(async () => {
      const last = await log.lastTradeId(this.accountIndex);
      this.gaps = await log.openGaps(this.accountIndex);
      this.earlier = await log.progress(this.accountIndex);
      this.trades.begin(highestKnown(last, this.gaps), this.now);
      return log.isFirstStart(this.accountIndex);
    });
    if (this.isStopped) return;
    for (const gap of this.gaps) this.publish(gap);
    await this.open(isFirst ? FIRST_START : 'start', this.trades.newest);
  }

  /** The stream no longer carries the account's trades: until it is confirmed again, fills go unseen. */
  lost(cause: string): void {
    this.confirmedMono = null;
    this.wakeUp();
    // The gap that is being opened covers this loss too.
    if (!this.isOpening) void this.open(cause, this.trades.settled(this.now));
  }

  /** The stream carries the account's trades from here on. */
  confirmed(): void {
    this.confirmedMono = this.now;
    this.wakeUp();
    void this.read();
  }

  /** Trades from the stream, or from a poll while the stream is down. */
  admit(update: TradesUpdate): void {
    const looksReset = this.trades.looksReset(update);
    this.pass(update, update.arrival.source === 'rest');
    if (looksReset) this.check();
  }

  /** Reads the newest page and opens a gap if it lists an unknown fill; at most once in five minutes. */
  check(): void {
    if (this.now - this.checkedMono < CHECK_EVERY_MS) return;
    void this.audit();
  }

  /** The regular check, while no gap is open. It is not repeated when it fails. */
  async audit(): Promise<void> {
    if (this.gaps.length > 0 || this.isOpening || this.isReading) return;
    if (!this.context.history.readable(this.accountIndex)) return;
    this.checkedMono = this.now;
    this.isReading = true;
    try {
      const asked = this.context.exchangeClock.now();
      const { update } = await this.page(null, 'audit');
      if (this.gaps.length === 0 && !this.isOpening) this.judge(update, asked);
    } catch {
      return;
    } finally {
      this.isReading = false;
      void this.read();
    }
  }

  /** The recorder could not hold everything: the trades it dropped, from this one on, are read again. */
  recorderOverflowed(lowestTradeId: string): void {
    this.isRecorderBehind = true;
    // A gap that is open, or being opened, begins below the trades held back since.
    if (!this.isOpening) void this.open('history-behind', this.trades.below([lowestTradeId]));
  }

  stop(): void {
    this.stopping.abort();
    this.wakeUp();
  }

  private judge(page: TradesUpdate, asked: Millis | null): void {
    if (this.trades.isReset(page, this.now)) return void this.open('exchange-reset', null);
    const missed = this.trades.missedIn(page, asked === null ? null : asked - this.context.settleMs);
    if (missed.length === 0) return;
    const message = `the exchange lists fills that never arrived: ${missed.length} on its newest page`;
    this.report('warning', 'audit-found-fill', message);
    void this.open('audit', this.trades.below(missed));
  }

  /** Opens a gap unless one is open, which then covers this one. Trades are recorded again once it is on disk. */
  private async open(cause: string, from: string | null): Promise<void> {
    this.isOpening = true;
    if (this.gaps.length === 0) {
      this.context.recorder.hold(this.accountIndex);
      const gap = this.newGap(cause, from);
      this.gaps = [gap];
      // It marks the trades that may be missing, even while the disk cannot store it.
      this.publish(gap);
      await this.persist(() => this.context.log.open(gap));
      if (this.isStopped) return;
    }
    this.context.recorder.release(this.accountIndex);
    this.isOpening = false;
    void this.read();
  }

  private newGap(cause: string, from: string | null): Gap {
    const openedAt = this.stamp();
    if (this.context.exchangeClock.now() === null) this.undatedStart = this.now;
    return {
      // In the order of time, as lists of gaps are sorted.
      gap_id: `${openedAt}-${randomBytes(4).toString('hex')}`,
      account_index: this.accountIndex,
      cause,
      from_trade_id: from,
      to_trade_id: null,
      opened_at: openedAt,
      closed_at: null,
      trades_recovered: null,
      complete: null,
      reason: null,
    };
  }

  private pass(update: TradesUpdate, isRest: boolean): void {
    if (isRest && (this.gaps.length > 0 || this.isOpening))
      for (const { entity } of update.rows)
        if (!this.trades.has(entity.trade_id)) this.recovered.add(entity.trade_id);
    this.trades.add(update, this.now);
    this.context.apply(update);
    if (isRest && this.isRecorderBehind) this.context.recorder.record(update);
    const settled = this.trades.settled(this.now);
    if (settled !== null) this.context.log.recorded(this.accountIndex, settled);
  }

  /** Reads while a gap is open and there is something to read. Failures are retried soon, as the budget allows. */
  private async read(): Promise<void> {
    if (this.isReading) return;
    this.isReading = true;
    let wait = FIRST_WAIT_MS;
    try {
      while (!this.isStopped && this.gaps.length > 0 && !this.isOpening) {
        try {
          // The confirmation may arrive while the step ends, and starts no reading of its own then.
          if (!(await this.step()) && this.confirmedMono === null) return;
          wait = FIRST_WAIT_MS;
          this.failing.delete('backfill-failed');
        } catch (error) {
          if (this.isStopped) return;
          this.reportOnce('warning', 'backfill-failed', `backfill failed: ${messageOf(error)}`);
          await this.context.clock.sleep(wait, this.stopping.signal);
          wait = Math.min(2 * wait, LONGEST_WAIT_MS);
        }
      }
    } finally {
      this.isReading = false;
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
      if (this.trades.isReset(page.update, this.now)) return this.beginAnew(page.update);
      await this.dateStart();
      recovery.askedAt = asked;
      recovery.descent = new TradeWalk({ ...spanOf(this.gaps), settleMs }, this.earlier);
    }
    const { descent } = recovery;
    this.pass(page.update, true);
    const { earlier } = this;
    descent.take(page, earlier !== null && this.context.isFilled(this.accountIndex, earlier.bottom));
    if (descent.result?.complete === false) recovery.shortfall = descent.result;
    await this.keepProgress(recovery);
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

  /** So that the next life of the process continues there. Without it that life only reads more. */
  private async keepProgress({ descent, askedAt }: Recovery): Promise<void> {
    const [gap] = this.gaps;
    const progress = askedAt === null ? null : descent?.progress(askedAt - this.context.settleMs);
    if (!gap || !progress) return;
    await this.context.log.keepProgress(gap, progress).catch((error: unknown) => {
      if (!this.isStopped)
        this.reportOnce('error', 'gap-log-failed', `the gap log failed: ${messageOf(error)}`);
    });
  }

  /** Walks once more, down to where the previous walk began, and closes the gap if the stream held throughout. */
  private async settle(recovery: Recovery, confirmedMono: number): Promise<void> {
    const { settleMs, exchangeClock } = this.context;
    const { floor, olderThan } = spanOf(this.gaps);
    const seen = recovery.askedAt === null ? olderThan : recovery.askedAt - settleMs;
    const walk = new TradeWalk({ floor, olderThan: seen, settleMs });
    const asked = exchangeClock.now();
    while (!walk.result) {
      const isTop = !walk.hasBegun;
      const page = await this.page(walk.cursor, 'settle');
      if (isTop && this.trades.isReset(page.update, this.now)) return this.beginAnew(page.update);
      this.pass(page.update, true);
      walk.take(page);
    }
    recovery.askedAt = asked;
    if (!walk.result.complete) recovery.shortfall ??= walk.result;
    if (this.confirmedMono === confirmedMono)
      this.close(recovery.shortfall ?? { complete: true, reason: null });
  }

  /** Dates a gap that opened before the exchange's time was known; a first start reaches back from there. */
  private async dateStart(): Promise<void> {
    const [gap] = this.gaps;
    const exchangeNow = this.context.exchangeClock.now();
    if (!gap || this.undatedStart === null || exchangeNow === null) return;
    const dated = { ...gap, opened_at: exchangeNow - Math.round(this.now - this.undatedStart) };
    this.undatedStart = null;
    this.gaps = [dated];
    await this.persist(() => this.context.log.open(dated));
  }

  /**
   * The exchange restarted its ids: the known ones say nothing about its trades, so the walk begins again without a
   * floor. A life that begins before it ends must not find the old floor on the disk.
   */
  private async beginAnew(page: TradesUpdate): Promise<void> {
    const { log } = this.context;
    this.report(
      'warning',
      'exchange-reset',
      'the exchange lists none of the known trades: it has been reset',
    );
    this.trades.begin(null, this.now);
    const gaps = this.gaps.map((gap) => ({ ...gap, cause: 'exchange-reset', from_trade_id: null }));
    this.gaps = gaps;
    this.recovery = null;
    this.earlier = null;
    for (const gap of gaps) this.publish(gap);
    await this.persist(async () => {
      await Promise.all(gaps.map((gap) => log.open(gap)));
      await log.forgetTrades(this.accountIndex);
    });
    if (this.isStopped) return;
    this.pass({ ...page, begins_anew: true }, true);
  }

  private async page(cursor: string | null, purpose: TradePagePurpose): Promise<TradePage> {
    const { signal } = this.stopping;
    const page = await this.context.history.page(this.accountIndex, cursor, signal, purpose);
    signal.throwIfAborted();
    return page;
  }

  /** From here on a loss opens a gap of its own, even before the closing is on disk. */
  private close({ complete, reason }: WalkResult): void {
    const counts = recoveredByGap(this.gaps, this.recovered);
    const closed = this.gaps.map((gap) => ({
      ...gap,
      from_trade_id: gap.cause === FIRST_START ? null : gap.from_trade_id,
      to_trade_id: this.trades.newest,
      closed_at: this.stamp(),
      trades_recovered: counts.get(gap.gap_id) ?? 0,
      complete,
      reason,
    }));
    this.gaps = [];
    this.recovery = null;
    this.earlier = null;
    this.undatedStart = null;
    this.isRecorderBehind = false;
    this.recovered.clear();
    for (const gap of closed) void this.record(gap);
  }

  private async record(gap: Gap): Promise<void> {
    await this.persist(() => this.context.log.close(gap));
    if (this.isStopped) return;
    this.publish(gap);
    if (!gap.complete) this.report('warning', 'gap-incomplete', `trades may be missing: ${gap.reason}`);
  }

  private publish(gap: Gap): void {
    this.context.apply({ type: 'gap', gap, at: this.context.clock.wallNow() });
  }

  /** Retries until it succeeds or the process stops: without the disk no gap can be trusted. */
  private async persist<T>(task: () => Promise<T>): Promise<T | undefined> {
    const { signal } = this.stopping;
    for (let wait = FIRST_WAIT_MS; !signal.aborted; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
      try {
        const result = await task();
        this.failing.delete('gap-log-failed');
        return result;
      } catch (error) {
        this.reportOnce('error', 'gap-log-failed', `the gap log failed: ${messageOf(error)}`);
        await this.context.clock.sleep(wait, signal);
      }
    }
    return undefined;
  }

  /** One streak of failures is one incident. */
  private reportOnce(severity: 'warning' | 'error', error_type: IncidentKind, message: string): void {
    if (this.failing.has(error_type)) return;
    this.failing.add(error_type);
    this.report(severity, error_type, message);
  }

  private report(severity: 'warning' | 'error', error_type: IncidentKind, message: string): void {
    const { accountIndex } = this;
    this.context.incidents.report({
      account_index: accountIndex,
      source: 'rest',
      severity,
      error_type,
      message,
    });
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

  private get isStopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private get now(): number {
    return this.context.clock.monotonic();
  }

  /** Epoch ms by the exchange's clock, by ours before it is known. */
  private stamp(): Millis {
    return this.context.exchangeClock.now() ?? this.context.clock.wallNow();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
