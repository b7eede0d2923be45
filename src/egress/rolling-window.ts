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
export class RollingWindow {
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

  /** What still counts, requests on their way included as if answered now. */
  image(now: number): Spent[] {
    this.forget(now);
    const settled = this.settled.slice(this.head);
    const requests = this.requests - settled.reduce((sum, spent) => sum + spent.requests, 0);
    const weight = this.weight - settled.reduce((sum, spent) => sum + spent.weight, 0);
    return requests > 0 ? [...settled, { at: now, requests, weight }] : settled;
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
