/** A request on its way: until it is answered, nobody knows when the exchange counted it. */
export interface Lease {
  /** The answer came, or never will: from now on the minute runs. Idempotent. */
  settle(now: number): void;
}

/** What was spent at one moment. */
export interface Spent {
  at: number;
  requests: number;
  weight: number;
  /** Not known to have been spent, but to be on the safe side. */
  presumed?: true;
}

/**
 * What was spent within the last `windowMs` (pure). A request counts from its sending until a window after its answer,
 * so that it is never forgotten before the exchange forgets it, however late it got there.
 */
export class SpendWindow {
  /** Settled, oldest first from `head` on. */
  private settled: Spent[] = [];
  private head = 0;
  private requests = 0;
  private weight = 0;

  constructor(private readonly windowMs: number) {}

  used(now: number): { requests: number; weight: number } {
    this.forget(now);
    return { requests: this.requests, weight: this.weight };
  }

  open(weight: number): Lease {
    this.requests += 1;
    this.weight += weight;
    let open = true;
    return {
      settle: (now) => {
        if (open) this.settled.push({ at: now, requests: 1, weight });
        open = false;
      },
    };
  }

  /** Counts what was spent before: restored, or presumed. Keeps the order. */
  add(spent: Spent): void {
    this.requests += spent.requests;
    this.weight += spent.weight;
    this.settled = [...this.settled.slice(this.head), spent].sort((a, b) => a.at - b.at);
    this.head = 0;
  }

  /** Counts in an earlier life's image; by a clock that was ahead of ours, as if just now. */
  restore(image: readonly Spent[], now: number): void {
    for (const spent of image) this.add({ ...spent, at: Math.min(spent.at, now) });
  }

  /** When that much will have left the window; `Infinity` while it depends on answers not yet there. */
  freeAt(now: number, requests: number, weight: number): number {
    this.forget(now);
    let [needRequests, needWeight] = [requests, weight];
    for (let i = this.head; i < this.settled.length; i++) {
      if (needRequests <= 0 && needWeight <= 0) break;
      const spent = this.settled[i]!;
      needRequests -= spent.requests;
      needWeight -= spent.weight;
      if (needRequests <= 0 && needWeight <= 0) return spent.at + this.windowMs;
    }
    return needRequests <= 0 && needWeight <= 0 ? now : Infinity;
  }

  /** What still counts, by the second (late rather than early); requests on their way as if answered now. */
  image(now: number): Spent[] {
    this.forget(now);
    const image: Spent[] = [];
    let [onWay, weightOnWay] = [this.requests, this.weight];
    for (let i = this.head; i < this.settled.length; i++) {
      const spent = this.settled[i]!;
      onWay -= spent.requests;
      weightOnWay -= spent.weight;
      addTo(image, Math.ceil(spent.at / 1000) * 1000, spent);
    }
    if (onWay > 0) image.push({ at: now, requests: onWay, weight: weightOnWay });
    return image;
  }

  private forget(now: number): void {
    while (this.head < this.settled.length && this.settled[this.head]!.at + this.windowMs <= now) {
      const spent = this.settled[this.head++]!;
      this.requests -= spent.requests;
      this.weight -= spent.weight;
    }
    if (this.head < 512 || this.head * 2 < this.settled.length) return;
    this.settled = this.settled.slice(this.head);
    this.head = 0;
  }
}

function addTo(image: Spent[], at: number, spent: Spent): void {
  const last = image.at(-1);
  if (last?.at !== at || last.presumed !== spent.presumed) return void image.push({ ...spent, at });
  last.requests += spent.requests;
  last.weight += spent.weight;
}
