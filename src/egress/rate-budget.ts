import { SpendWindow, type Lease, type SavedSpent } from './spend-window.js';
import { RESERVE, WINDOW_MS, type RateLimits } from './tier-limits.js';

/** `reserve`: backfill and forced refreshes; `poll`: everything else. Neither touches the other's part. */
export type Use = 'poll' | 'reserve';

/** The part of a budget that survives a restart. */
export type BudgetImage = Record<Use, SavedSpent[]>;

const USES = ['poll', 'reserve'] as const;
const SHARE: Readonly<Record<Use, number>> = { poll: 1 - RESERVE, reserve: RESERVE };
/** Against a timer that fires a moment early, and an exchange whose clock runs a little faster than ours. */
const MARGIN_MS = 100;
/** A poll that weighs more than most is made up for by lighter ones within this time. */
const WEIGHT_CREDIT_MS = 5_000;
/** A start needs its first answers soon; only then is what is left spread out. */
const FIRST_POLLS = 8;

/** What one counted party, an egress or an L1 address, has spent and may spend (pure; times are `Clock.monotonic()`). */
export class RateBudget {
  private readonly windows: Readonly<Record<Use, SpendWindow>> = {
    poll: new SpendWindow(WINDOW_MS + MARGIN_MS),
    reserve: new SpendWindow(WINDOW_MS + MARGIN_MS),
  };
  /** After a block one request goes out; the others wait for its answer. */
  private blocked: { until: number; isProbing: boolean } | null = null;
  /** Pace by number, or by weight where only weight is limited. */
  private nextPoll = 0;
  private nextByWeight = 0;
  private paced = 0;
  /** When half of the window was presumed spent. */
  private unknownSince: number | null = null;
  /** Until when presumed amounts count. */
  private presumedUntil = 0;

  constructor(private current: RateLimits) {}

  get limits(): RateLimits {
    return this.current;
  }

  /** Re-applies the assumed usage when a larger limit becomes known. */
  setLimits(limits: RateLimits): void {
    const more = limits.weight - this.current.weight;
    this.current = limits;
    if (this.unknownSince !== null && more > 0) this.presume('poll', this.unknownSince, 0, more / 2);
  }

  /** Milliseconds until a request of this weight may go out; 0: now; `Infinity`: not before an answer arrives. */
  wait(use: Use, weight: number, now: number): number {
    const used = this.windows[use].used(now);
    const overRequests = used.requests + 1 - this.share(use, 'requests');
    const overWeight = used.weight + weight - this.share(use, 'weight');
    const free =
      overRequests > 0 || overWeight > 0 ? this.windows[use].freeAt(now, overRequests, overWeight) : now;
    return Math.max(0, free - now, this.waitForBlock(now));
  }

  spend(use: Use, weight: number): Lease {
    const lease = this.windows[use].open(weight);
    const block = this.blocked;
    if (!block || block.isProbing) return lease;
    block.isProbing = true;
    return {
      settle: (now) => {
        lease.settle(now);
        if (this.blocked === block) this.blocked = null;
      },
    };
  }

  /**
   * Milliseconds between two polls of this weight that spend the unreserved part evenly; after a start that knows nothing
   * of the last minute, what is left of it.
   */
  pollGap(weight: number, now: number): number {
    return Math.max(this.gapByNumber(), this.gapByWeight(weight), this.gapOfRest(weight, now));
  }

  /** When the pace allows the next poll. */
  get nextPollAt(): number {
    return Math.max(this.nextPoll, this.nextByWeight);
  }

  /** A poll goes out now; lateness of up to `slackMs` is made up for, so that a coarse tick loses no pace. */
  pace(now: number, weight: number, slackMs: number): void {
    const byNumber = this.gapByNumber();
    const byWeight = this.gapByWeight(weight);
    const gapMs = Math.max(byNumber || byWeight, this.gapOfRest(weight, now));
    this.paced += 1;
    this.nextPoll = Math.max(this.nextPoll, now - slackMs) + gapMs;
    if (byNumber > 0) this.nextByWeight = Math.max(this.nextByWeight, now - WEIGHT_CREDIT_MS) + byWeight;
  }

  /** The exchange answered 429: nothing goes out until then, and then one request first. */
  block(until: number): void {
    this.blocked = { until: Math.max(this.blocked?.until ?? 0, until), isProbing: false };
  }

  /** Lifts the block: an operator asks to try now. What was spent still counts. */
  unblock(): void {
    this.blocked = null;
  }

  blockedUntil(now: number): number | null {
    return this.blocked && this.blocked.until > now ? this.blocked.until : null;
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
   * The process was killed up to `unsavedMs` after the last save: polls that may have gone out since count too. Requests
   * from the reserve were saved before they were sent.
   */
  presumeUnsaved(now: number, unsavedMs: number): void {
    const part = unsavedMs / WINDOW_MS;
    this.presume('poll', now, this.share('poll', 'requests') * part + 1, this.share('poll', 'weight') * part);
  }

  image(now: number): BudgetImage {
    return { poll: this.windows.poll.image(now), reserve: this.windows.reserve.image(now) };
  }

  /** Adds what an earlier life spent. @param elapsedMs since the image was saved. */
  restore(image: BudgetImage, elapsedMs: number, now: number): void {
    for (const use of USES) this.windows[use].restore(image[use], elapsedMs, now);
  }

  /** Adds what another budget is known to have spent, since both turned out to be one. */
  join(other: RateBudget, now: number): void {
    const image = other.image(now);
    for (const use of USES)
      this.windows[use].restore(
        image[use].filter(({ presumed }) => !presumed),
        0,
        now,
      );
  }

  private gapByNumber(): number {
    return WINDOW_MS / this.share('poll', 'requests');
  }

  private gapByWeight(weight: number): number {
    return (WINDOW_MS * weight) / this.share('poll', 'weight');
  }

  /** Of what is left beside presumed amounts, from the first polls until those leave the window; else 0. */
  private gapOfRest(weight: number, now: number): number {
    if (now >= this.presumedUntil || this.paced < FIRST_POLLS) return 0;
    const used = this.windows.poll.used(now);
    const requests = this.share('poll', 'requests') - used.requests;
    const left = Math.floor(Math.min(requests, (this.share('poll', 'weight') - used.weight) / weight));
    return (this.presumedUntil - now) / Math.max(1, left);
  }

  private waitForBlock(now: number): number {
    if (!this.blocked) return 0;
    if (this.blocked.until > now) return this.blocked.until - now;
    return this.blocked.isProbing ? Infinity : 0;
  }

  private presume(use: Use, at: number, requests: number, weight: number): void {
    this.presumedUntil = Math.max(this.presumedUntil, at + WINDOW_MS + MARGIN_MS);
    this.windows[use].add({ at, requests: finite(requests), weight: finite(weight), presumed: true });
  }

  private share(use: Use, unit: keyof RateLimits): number {
    return this.current[unit] * SHARE[use];
  }
}

function finite(value: number): number {
  return Number.isFinite(value) ? Math.ceil(value) : 0;
}
