/** A request in flight: until it is answered, the moment at which the exchange counted it is unknown. */
export interface Lease {
  /** The answer came, or never will; the minute runs from now. Idempotent. */
  settle(now: number): void;
}

interface Amount {
  requests: number;
  weight: number;
  /** Assumed to have been spent, not known. */
  presumed?: true;
}

/** An amount spent at one moment, by `Clock.monotonic()`. */
interface Spent extends Amount {
  at: number;
}

/** A restart may take so much longer to forget; a finer image costs more to write. */
const IMAGE_STEP_MS = 5_000;

/** An amount in a saved image: its age when it was saved, ms. */
export interface SavedSpent extends Amount {
  age: number;
}

/**
 * What was spent within the last `windowMs` (pure; times are `Clock.monotonic()`). A request counts from its sending
 * until a window after its answer, so it is never forgotten before the exchange forgets it.
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

  /** Adds what was spent earlier: restored, or presumed. */
  add(spent: Spent): void {
    this.requests += spent.requests;
    this.weight += spent.weight;
    this.settled = [...this.settled.slice(this.head), spent].sort((a, b) => a.at - b.at);
    this.head = 0;
  }

  /** Adds a saved image. @param elapsedMs since it was saved; never negative. */
  restore(image: readonly SavedSpent[], elapsedMs: number, now: number): void {
    for (const { age, ...amount } of image) this.add({ ...amount, at: now - Math.max(0, age) - elapsedMs });
  }

  /** When these amounts will have left the window; `Infinity` while that depends on answers still in flight. */
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

  /** What counts now and will have left the window before `time`. */
  freedBefore(time: number, now: number): { requests: number; weight: number } {
    this.forget(now);
    const freed = { requests: 0, weight: 0 };
    for (let i = this.head; i < this.settled.length && this.settled[i]!.at + this.windowMs < time; i++) {
      freed.requests += this.settled[i]!.requests;
      freed.weight += this.settled[i]!.weight;
    }
    return freed;
  }

  /** What counts now, merged by `IMAGE_STEP_MS` and rounded to the younger one; requests in flight count as answered now. */
  image(now: number): SavedSpent[] {
    this.forget(now);
    const image: SavedSpent[] = [];
    if (this.head === this.settled.length && this.requests === 0) return image;
    let [inFlight, weightInFlight] = [this.requests, this.weight];
    for (let i = this.head; i < this.settled.length; i++) {
      const spent = this.settled[i]!;
      inFlight -= spent.requests;
      weightInFlight -= spent.weight;
      addTo(image, Math.floor(Math.max(0, now - spent.at) / IMAGE_STEP_MS) * IMAGE_STEP_MS, spent);
    }
    if (inFlight > 0) image.push({ age: 0, requests: inFlight, weight: weightInFlight });
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

function addTo(image: SavedSpent[], age: number, { requests, weight, presumed }: Amount): void {
  const last = image.at(-1);
  if (last?.age !== age || last.presumed !== presumed)
    return void image.push(presumed ? { age, requests, weight, presumed } : { age, requests, weight });
  last.requests += requests;
  last.weight += weight;
}
