import { SpendWindow, type Lease, type Spent } from './spend-window.js';
import { RESERVE, WINDOW_MS, type RateLimits } from './tier-limits.js';

/** `reserve`: backfill and forced refreshes; `poll`: everything else. Neither touches the other's part. */
export type Use = 'poll' | 'reserve';

/** What of a budget is remembered over a restart. */
export type BudgetImage = Record<Use, Spent[]>;

const USES = ['poll', 'reserve'] as const;
const SHARE: Readonly<Record<Use, number>> = { poll: 1 - RESERVE, reserve: RESERVE };
/** Against a timer that fires a moment early, and a clock of the exchange that runs a little faster than ours. */
const MARGIN_MS = 100;

/** What one counted party, an egress or an L1 address, has spent and may spend now (pure). */
export class RateBudget {
  private readonly windows: Readonly<Record<Use, SpendWindow>> = {
    poll: new SpendWindow(WINDOW_MS + MARGIN_MS),
    reserve: new SpendWindow(WINDOW_MS + MARGIN_MS),
  };
  private blocked = 0;
  private nextPoll = 0;
  /** When half of the window was presumed spent. */
  private unknownSince: number | null = null;

  constructor(private current: RateLimits) {}

  get limits(): RateLimits {
    return this.current;
  }

  /** What was presumed is presumed of the larger window, once one is known. */
  setLimits(limits: RateLimits): void {
    const more = limits.weight - this.current.weight;
    this.current = limits;
    if (this.unknownSince !== null && more > 0) this.presume('poll', this.unknownSince, 0, more / 2);
  }

  /** Milliseconds until a request of this weight may go out; 0: now; `Infinity`: not before an answer came. */
  wait(use: Use, weight: number, now: number): number {
    const used = this.windows[use].used(now);
    const overRequests = used.requests + 1 - this.share(use, 'requests');
    const overWeight = used.weight + weight - this.share(use, 'weight');
    const free =
      overRequests > 0 || overWeight > 0 ? this.windows[use].freeAt(now, overRequests, overWeight) : now;
    return Math.max(0, free - now, this.blocked - now);
  }

  spend(use: Use, weight: number): Lease {
    return this.windows[use].open(weight);
  }

  /** Milliseconds between two polls of this weight that spend the unreserved part evenly. */
  pollGap(weight: number): number {
    return WINDOW_MS / Math.min(this.share('poll', 'requests'), this.share('poll', 'weight') / weight);
  }

  /** When the pace allows the next poll. */
  get nextPollAt(): number {
    return this.nextPoll;
  }

  /** A poll goes out now; lateness of up to `slackMs` is made up for, so that a coarse tick loses no pace. */
  pace(now: number, gapMs: number, slackMs: number): void {
    this.nextPoll = Math.max(this.nextPoll, now - slackMs) + gapMs;
  }

  /** The exchange said 429: nothing goes out until then. */
  block(until: number): void {
    this.blocked = Math.max(this.blocked, until);
  }

  blockedUntil(now: number): number | null {
    return this.blocked > now ? this.blocked : null;
  }

  /** In requests where the tier counts requests, else in weight. */
  usage(now: number): { limit: number; used: number; remaining: number; window_s: number } {
    const unit = this.current.requests < Infinity ? 'requests' : 'weight';
    const used = this.windows.poll.used(now)[unit] + this.windows.reserve.used(now)[unit];
    const limit = this.current[unit];
    return { limit, used, remaining: Math.max(0, limit - used), window_s: WINDOW_MS / 1000 };
  }

  /** Nothing is known of the last minute: half of it counts as spent, the reserve is left whole. */
  presumeHalfSpent(now: number): void {
    this.unknownSince = now;
    this.presume('poll', now, this.current.requests / 2, this.current.weight / 2);
  }

  /**
   * We were killed up to `unsavedMs` after the last save: polls that may have gone out since count too. What the reserve
   * spent was saved before it went out.
   */
  presumeUnsaved(now: number, unsavedMs: number): void {
    const part = unsavedMs / WINDOW_MS;
    this.presume('poll', now, this.share('poll', 'requests') * part + 1, this.share('poll', 'weight') * part);
  }

  image(now: number): BudgetImage {
    return { poll: this.windows.poll.image(now), reserve: this.windows.reserve.image(now) };
  }

  /** Counts in what an earlier life of this budget spent. */
  restore(image: BudgetImage, now: number): void {
    for (const use of USES) this.windows[use].restore(image[use], now);
  }

  /** Counts in what another budget is known to have spent, since both turned out to be one. */
  join(other: RateBudget, now: number): void {
    const image = other.image(now);
    for (const use of USES) for (const spent of image[use]) if (!spent.presumed) this.windows[use].add(spent);
  }

  private presume(use: Use, at: number, requests: number, weight: number): void {
    this.windows[use].add({ at, requests: finite(requests), weight: finite(weight), presumed: true });
  }

  private share(use: Use, unit: keyof RateLimits): number {
    return this.current[unit] * SHARE[use];
  }
}

function finite(value: number): number {
  return Number.isFinite(value) ? Math.ceil(value) : 0;
}
