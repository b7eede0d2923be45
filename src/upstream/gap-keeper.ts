import type { Millis } from 'lighter-broadcaster-protocol/account';
import type { TradesUpdate } from '../state/update.js';
import type { GapContext } from './gap-context.js';
import { GapIncidents } from './gap-incidents.js';
import { GapReading } from './gap-reading.js';
import { FIRST_START } from './gap-span.js';
import { OpenGaps } from './open-gaps.js';

/** Checks for missed fills requested by the state run at most this often. */
const CHECK_EVERY_MS = 5 * 60_000;

/**
 * Ensures that the state gets every trade of one account exactly once. It decides when trades may be missing, and opens
 * a gap then. Trades reach the state at once, even while a gap is open; a gap is closed only by a walk down to the
 * trades known before it, and a later reading that shows trades REST listed late.
 */
export class GapKeeper {
  private readonly stopping = new AbortController();
  private readonly incidents: GapIncidents;
  private readonly gaps: OpenGaps;
  private readonly reading: GapReading;
  private checkedMono = -Infinity;

  constructor(
    private readonly accountIndex: number,
    private readonly context: GapContext,
  ) {
    const { signal } = this.stopping;
    this.incidents = new GapIncidents(accountIndex, context.incidents);
    this.gaps = new OpenGaps(accountIndex, context, this.incidents, signal);
    this.reading = new GapReading(accountIndex, context, this.gaps, this.incidents, signal);
  }

  /** Every life of the process begins with an open gap. Resolves when it is on disk. */
  async start(): Promise<void> {
    const restored = await this.gaps.restore();
    if (!restored) return;
    this.reading.continueFrom(restored.progress);
    await this.open(restored.isFirstStart ? FIRST_START : 'start', this.gaps.trades.newest);
  }

  /** The stream no longer carries the account's trades: until it is confirmed again, fills go unseen. */
  lost(cause: string): void {
    this.reading.streamLost();
    // The gap that is being opened covers this loss too.
    if (!this.gaps.isOpening) void this.open(cause, this.gaps.trades.settled(this.now));
  }

  /** The stream carries the account's trades from here on. */
  confirmed(): void {
    this.reading.streamConfirmed();
  }

  /** Trades from the stream, or from a poll while the stream is down. */
  admit(update: TradesUpdate): void {
    const looksReset = this.gaps.trades.looksReset(update);
    this.gaps.pass(update, update.arrival.source === 'rest');
    if (looksReset) this.check();
  }

  /** Reads the newest page and opens a gap if it lists an unknown fill; at most once in five minutes. */
  check(): void {
    if (this.now - this.checkedMono < CHECK_EVERY_MS) return;
    void this.audit();
  }

  /** The regular check, while no gap is open. It is not repeated when it fails. */
  async audit(): Promise<void> {
    if (this.gaps.isAnyOpen || this.reading.isBusy) return;
    if (!this.context.history.readable(this.accountIndex)) return;
    this.checkedMono = this.now;
    const newest = await this.reading.newestPage();
    if (newest && !this.gaps.isAnyOpen) this.judge(newest.page, newest.asked);
  }

  /** The recorder could not hold everything: the trades it dropped, from this one on, are read again. */
  recorderOverflowed(lowestTradeId: string): void {
    this.gaps.recorderFellBehind();
    // A gap that is open, or being opened, begins below the trades held back since.
    if (!this.gaps.isOpening) void this.open('history-behind', this.gaps.trades.below([lowestTradeId]));
  }

  stop(): void {
    this.stopping.abort();
  }

  private judge(page: TradesUpdate, asked: Millis | null): void {
    const { trades } = this.gaps;
    if (trades.isReset(page, this.now)) return void this.open('exchange-reset', null);
    const missed = trades.missedIn(page, asked === null ? null : asked - this.context.settleMs);
    if (missed.length === 0) return;
    const message = `the exchange lists fills that never arrived: ${missed.length} on its newest page`;
    this.incidents.warn('audit-found-fill', message);
    void this.open('audit', trades.below(missed));
  }

  private async open(cause: string, from: string | null): Promise<void> {
    await this.gaps.open(cause, from);
    void this.reading.read();
  }

  private get now(): number {
    return this.context.clock.monotonic();
  }
}
