import { randomBytes } from 'node:crypto';
import type { Gap, Millis } from 'lighter-broadcaster-protocol/account';
import type { TradesUpdate } from '../state/update.js';
import { Backoff } from './backoff.js';
import type { GapContext } from './gap-context.js';
import type { GapIncidents } from './gap-incidents.js';
import type { WalkProgress } from './gap-log.port.js';
import { FIRST_START, highestKnown, recoveredByGap, type Span, spanOf } from './gap-span.js';
import { RecentTrades } from './recent-trades.js';
import type { WalkResult } from './trade-walk.js';

/**
 * The open gaps of one account, on disk and in the state, and the trades that pass to the state meanwhile. It holds the
 * recorder while a gap is not on disk, and counts what each gap recovers.
 */
export class OpenGaps {
  readonly trades: RecentTrades;
  private gaps: Gap[] = [];
  /** Trades that only REST delivered since the oldest open gap. */
  private readonly recovered = new Set<string>();
  /** While the log is read or a gap is written; meanwhile the recorder is held. */
  private opening = true;
  /** When the open gap began, if the exchange's clock was unknown then. */
  private undatedStart: number | null = null;
  /**
   * The recorder may lack trades that the state has: it dropped some, or held some back when the process stopped and
   * the state was restored. Then it gets every page of the gap.
   */
  private isRecorderBehind = true;

  constructor(
    private readonly accountIndex: number,
    private readonly context: GapContext,
    private readonly incidents: GapIncidents,
    private readonly signal: AbortSignal,
  ) {
    this.trades = new RecentTrades(context.settleMs);
  }

  /** Whether a gap is being opened, or the log is still read. */
  get isOpening(): boolean {
    return this.opening;
  }

  /** Whether trades may be missing: a gap is open or being opened. */
  get isAnyOpen(): boolean {
    return this.gaps.length > 0 || this.opening;
  }

  /** Whether a gap is open and on disk, so that it can be read. */
  get isAnyStored(): boolean {
    return this.gaps.length > 0 && !this.opening;
  }

  /** The reading that all of them need. */
  get span(): Span {
    return spanOf(this.gaps);
  }

  /**
   * Takes over what an earlier life left in the log. The recorder is held until the first `open`.
   * @returns how far that life had read, and whether there was none; `undefined` when the process stops
   */
  async restore(): Promise<{ isFirstStart: boolean; progress: WalkProgress | null } | undefined> {
    const { log, recorder } = this.context;
    recorder.hold(this.accountIndex);
    const restored = await this.persist(async () => {
      const last = await log.lastTradeId(this.accountIndex);
      this.gaps = await log.openGaps(this.accountIndex);
      const progress = await log.progress(this.accountIndex);
      this.trades.begin(highestKnown(last, this.gaps), this.now);
      return { isFirstStart: await log.isFirstStart(this.accountIndex), progress };
    });
    if (this.signal.aborted) return undefined;
    for (const gap of this.gaps) this.publish(gap);
    return restored;
  }

  /** Opens a gap unless one is open, which then covers this one. Trades are recorded again once it is on disk. */
  async open(cause: string, from: string | null): Promise<void> {
    this.opening = true;
    if (this.gaps.length === 0) {
      this.context.recorder.hold(this.accountIndex);
      const gap = this.newGap(cause, from);
      this.gaps = [gap];
      // It marks the trades that may be missing, even while the disk cannot store it.
      this.publish(gap);
      await this.persist(() => this.context.log.open(gap));
      if (this.signal.aborted) return;
    }
    this.context.recorder.release(this.accountIndex);
    this.opening = false;
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

  /** Passes trades to the state, and to the recorder if that may lack them. */
  pass(update: TradesUpdate, isRest: boolean): void {
    if (isRest && this.isAnyOpen)
      for (const { entity } of update.rows)
        if (!this.trades.has(entity.trade_id)) this.recovered.add(entity.trade_id);
    this.trades.add(update, this.now);
    this.context.apply(update);
    if (isRest && this.isRecorderBehind) this.context.recorder.record(update);
    const settled = this.trades.settled(this.now);
    if (settled !== null) this.context.log.recorded(this.accountIndex, settled);
  }

  /** The recorder dropped trades: until the gaps are closed it gets every page. */
  recorderFellBehind(): void {
    this.isRecorderBehind = true;
  }

  /** Dates a gap that opened before the exchange's time was known; a first start reaches back from there. */
  async dateStart(): Promise<void> {
    const [gap] = this.gaps;
    const exchangeNow = this.context.exchangeClock.now();
    if (!gap || this.undatedStart === null || exchangeNow === null) return;
    const dated = { ...gap, opened_at: exchangeNow - Math.round(this.now - this.undatedStart) };
    this.undatedStart = null;
    this.gaps = [dated];
    await this.persist(() => this.context.log.open(dated));
  }

  /** So that the next life of the process continues there. Without it that life only reads more. */
  async keepProgress(progress: WalkProgress): Promise<void> {
    const [gap] = this.gaps;
    if (!gap) return;
    await this.context.log.keepProgress(gap, progress).catch((error: unknown) => {
      if (!this.signal.aborted) this.incidents.failed('gap-log-failed', error);
    });
  }

  /**
   * The exchange restarted its ids: the known ones say nothing about its trades, so the gaps lose their floor. A life
   * that begins before they are closed must not find the old floor on the disk.
   * @param page the newest one, with which the state begins anew
   */
  async beginAnew(page: TradesUpdate): Promise<void> {
    const { log } = this.context;
    this.incidents.warn('exchange-reset', 'the exchange lists none of the known trades: it has been reset');
    this.trades.begin(null, this.now);
    const gaps = this.gaps.map((gap) => ({ ...gap, cause: 'exchange-reset', from_trade_id: null }));
    this.gaps = gaps;
    for (const gap of gaps) this.publish(gap);
    await this.persist(async () => {
      await Promise.all(gaps.map((gap) => log.open(gap)));
      await log.forgetTrades(this.accountIndex);
    });
    if (this.signal.aborted) return;
    this.pass({ ...page, begins_anew: true }, true);
  }

  /** From here on a loss opens a gap of its own, even before the closing is on disk. */
  close({ complete, reason }: WalkResult): void {
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
    this.undatedStart = null;
    this.isRecorderBehind = false;
    this.recovered.clear();
    for (const gap of closed) void this.record(gap);
  }

  private async record(gap: Gap): Promise<void> {
    await this.persist(() => this.context.log.close(gap));
    if (this.signal.aborted) return;
    this.publish(gap);
    if (!gap.complete) this.incidents.warn('gap-incomplete', `trades may be missing: ${gap.reason}`);
  }

  private publish(gap: Gap): void {
    this.context.apply({ type: 'gap', gap, at: this.context.clock.wallNow() });
  }

  /** Retries until it succeeds or the process stops: without the disk no gap can be trusted. */
  private async persist<T>(task: () => Promise<T>): Promise<T | undefined> {
    const backoff = new Backoff(this.context.clock, this.signal);
    while (!this.signal.aborted) {
      try {
        const result = await task();
        this.incidents.succeeded('gap-log-failed');
        return result;
      } catch (error) {
        this.incidents.failed('gap-log-failed', error);
        await backoff.pause();
      }
    }
    return undefined;
  }

  private get now(): number {
    return this.context.clock.monotonic();
  }

  /** Epoch ms by the exchange's clock, by ours before it is known. */
  private stamp(): Millis {
    return this.context.exchangeClock.now() ?? this.context.clock.wallNow();
  }
}
