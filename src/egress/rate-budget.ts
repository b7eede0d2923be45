import { SpendWindow, type Lease, type SavedSpent } from './spend-window.js';
import { MIRROR, RESERVE, WINDOW_MS, type RateLimits } from './tier-limits.js';

/**
 * `reserve`: backfill and forced refreshes; `mirror`: questions of mirror clients that are passed on; `poll`: everything
 * else. None touches another's part, except that polls use the mirror's while it is idle.
 */
export type Use = 'poll' | 'reserve' | 'mirror';

/** The part of a budget that survives a restart; an older one knows no `mirror`. */
export type BudgetImage = Record<'poll' | 'reserve', SavedSpent[]> & { mirror?: SavedSpent[] };

const USES = ['poll', 'reserve', 'mirror'] as const;
/** The mirror's part is lent to the polls after this time without a question. */
const MIRROR_IDLE_MS = 10 * 60_000;
/** Margin for a timer that fires a moment early, and for an exchange whose clock runs a little faster than ours. */
const MARGIN_MS = 100;
/** Within this time, lighter polls make up for one that weighs more than average. */
const WEIGHT_CREDIT_MS = 5_000;
/** A start needs its first answers soon; the rest of the budget is spread out afterwards. */
const FIRST_POLLS = 8;

/** What one counted party, an egress or an L1 address, has spent and may spend (pure; times are `Clock.monotonic()`). */
export class RateBudget {
  private readonly windows: Readonly<Record<Use, SpendWindow>> = {
    poll: new SpendWindow(WINDOW_MS + MARGIN_MS),
    reserve: new SpendWindow(WINDOW_MS + MARGIN_MS),
    mirror: new SpendWindow(WINDOW_MS + MARGIN_MS),
  };
  /** After a block one request goes out; the others wait for its answer. */
  private blocked: { until: number; isProbing: boolean } | null = null;
  /** Until when the mirror's part is kept from the polls. */
  private mirrorUntil = -Infinity;
  /** Paced by number of requests, or by weight where only weight is limited. */
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
    const overRequests = used.requests + 1 - this.allowance(use, 'requests', now);
    const overWeight = used.weight + weight - this.allowance(use, 'weight', now);
    const free =
      overRequests > 0 || overWeight > 0 ? this.windows[use].freeAt(now, overRequests, overWeight) : now;
    return Math.max(0, free - now, this.waitForBlock(now));
  }

  /** A mirror client asks: from now on its part is kept from the polls, until ten minutes pass without a question. */
  claimMirror(now: number): void {
    this.mirrorUntil = now + MIRROR_IDLE_MS;
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
   * Milliseconds between two polls of this weight that spend the unreserved part evenly; after a start without
   * knowledge of the last minute, the rest of it.
   */
  pollGap(weight: number, now: number): number {
    return Math.max(this.gapByNumber(now), this.gapByWeight(weight, now), this.gapOfRest(weight, now));
  }

  /** When the pace allows the next poll. */
  get nextPollAt(): number {
    return Math.max(this.nextPoll, this.nextByWeight);
  }

  /** A poll goes out now; lateness of up to `slackMs` is made up for, so that a coarse tick loses no pace. */
  pace(now: number, weight: number, slackMs: number): void {
    const byNumber = this.gapByNumber(now);
    const byWeight = this.gapByWeight(weight, now);
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
    const used = USES.reduce((sum, use) => sum + this.windows[use].used(now)[unit], 0);
    const limit = this.current[unit];
    return { limit, used, remaining: Math.max(0, limit - used), window_s: WINDOW_MS / 1000 };
  }

  /** Nothing is known about the last minute: half of the budget counts as spent, the reserve stays whole. */
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
    const [requests, weight] = [
      this.share('poll', 'requests', now),
      this.share('poll', 'weight', now),
    ] as const;
    this.presume('poll', now, requests * part + 1, weight * part);
  }

  image(now: number): BudgetImage {
    const { poll, reserve, mirror } = this.windows;
    return { poll: poll.image(now), reserve: reserve.image(now), mirror: mirror.image(now) };
  }

  /** Adds what an earlier life spent. @param elapsedMs since the image was saved. */
  restore(image: BudgetImage, elapsedMs: number, now: number): void {
    for (const use of USES) this.windows[use].restore(image[use] ?? [], elapsedMs, now);
  }

  /** Adds what another budget is known to have spent, since both turned out to be one. */
  join(other: RateBudget, now: number): void {
    const image = other.image(now);
    for (const use of USES)
      this.windows[use].restore(
        (image[use] ?? []).filter(({ presumed }) => !presumed),
        0,
        now,
      );
  }

  private gapByNumber(now: number): number {
    return WINDOW_MS / this.share('poll', 'requests', now);
  }

  private gapByWeight(weight: number, now: number): number {
    return (WINDOW_MS * weight) / this.share('poll', 'weight', now);
  }

  /**
   * Pace by the budget left after presumed amounts, from the first polls until those amounts leave the window; else 0.
   * What an earlier life is known to have spent leaves it before them, and is left, too.
   */
  private gapOfRest(weight: number, now: number): number {
    if (now >= this.presumedUntil || this.paced < FIRST_POLLS) return 0;
    const used = this.windows.poll.used(now);
    const freed = this.windows.poll.freedBefore(this.presumedUntil, now);
    const requests = this.share('poll', 'requests', now) - used.requests + freed.requests;
    const heavy = (this.share('poll', 'weight', now) - used.weight + freed.weight) / weight;
    return (this.presumedUntil - now) / Math.max(1, Math.floor(Math.min(requests, heavy)));
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

  /** The limit of this use in one window: its share, less the part lent to the other use. */
  private allowance(use: Use, unit: keyof RateLimits, now: number): number {
    const share = this.share(use, unit, now);
    if (use === 'reserve') return share;
    const other = this.windows[use === 'poll' ? 'mirror' : 'poll'].used(now)[unit];
    return Math.min(share, this.current[unit] * (1 - RESERVE) - other);
  }

  private share(use: Use, unit: keyof RateLimits, now: number): number {
    const limit = this.current[unit];
    if (use === 'reserve') return limit * RESERVE;
    if (use === 'mirror') return limit * MIRROR;
    return limit * (now < this.mirrorUntil ? 1 - RESERVE - MIRROR : 1 - RESERVE);
  }
}

function finite(value: number): number {
  return Number.isFinite(value) ? Math.ceil(value) : 0;
}
