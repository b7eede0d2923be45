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
  /** When each amount was settled, oldest first from `head` on; its parts are in arrays beside, which are read the faster. */
  private times: number[] = [];
  private amounts: Record<'requests' | 'weight', number[]> = { requests: [], weight: [] };
  private presumed: boolean[] = [];
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
        if (open) this.insert(this.times.length, { at: now, requests: 1, weight });
        open = false;
      },
    };
  }

  /** Adds what was spent earlier: restored, or presumed. */
  add(spent: Spent): void {
    this.requests += spent.requests;
    this.weight += spent.weight;
    let place = this.times.length;
    while (place > this.head && this.times[place - 1]! > spent.at) place--;
    this.insert(place, spent);
  }

  /** Adds a saved image. @param elapsedMs since it was saved; never negative. */
  restore(image: readonly SavedSpent[], elapsedMs: number, now: number): void {
    for (const { age, ...amount } of image) this.add({ ...amount, at: now - Math.max(0, age) - elapsedMs });
  }

  /** When these amounts will have left the window; `Infinity` while that depends on answers still in flight. */
  freeAt(now: number, requests: number, weight: number): number {
    this.forget(now);
    const { times, amounts } = this;
    let [needRequests, needWeight] = [requests, weight];
    for (let i = this.head; i < times.length; i++) {
      if (needRequests <= 0 && needWeight <= 0) break;
      needRequests -= amounts.requests[i]!;
      needWeight -= amounts.weight[i]!;
      if (needRequests <= 0 && needWeight <= 0) return times[i]! + this.windowMs;
    }
    return needRequests <= 0 && needWeight <= 0 ? now : Infinity;
  }

  /** What counts now and will have left the window before `time`. */
  freedBefore(time: number, now: number): { requests: number; weight: number } {
    this.forget(now);
    const freed = { requests: 0, weight: 0 };
    for (let i = this.head; i < this.times.length && this.times[i]! + this.windowMs < time; i++) {
      freed.requests += this.amounts.requests[i]!;
      freed.weight += this.amounts.weight[i]!;
    }
    return freed;
  }

  /** What counts now, merged by `IMAGE_STEP_MS` and rounded to the younger one; requests in flight count as answered now. */
  image(now: number): SavedSpent[] {
    this.forget(now);
    const image: SavedSpent[] = [];
    const { times, presumed } = this;
    const { requests, weight } = this.amounts;
    let [inFlight, weightInFlight] = [this.requests, this.weight];
    for (let i = this.head; i < times.length; i++) {
      inFlight -= requests[i]!;
      weightInFlight -= weight[i]!;
      const age = Math.floor(Math.max(0, now - times[i]!) / IMAGE_STEP_MS) * IMAGE_STEP_MS;
      addTo(image, age, requests[i]!, weight[i]!, presumed[i]!);
    }
    if (inFlight > 0) image.push({ age: 0, requests: inFlight, weight: weightInFlight });
    return image;
  }

  private insert(place: number, { at, requests, weight, presumed }: Spent): void {
    const isLast = place === this.times.length;
    const put = <T>(list: T[], value: T): unknown =>
      isLast ? list.push(value) : list.splice(place, 0, value);
    put(this.times, at);
    put(this.amounts.requests, requests);
    put(this.amounts.weight, weight);
    put(this.presumed, presumed === true);
  }

  private forget(now: number): void {
    const { times, amounts } = this;
    while (this.head < times.length && times[this.head]! + this.windowMs <= now) {
      this.requests -= amounts.requests[this.head]!;
      this.weight -= amounts.weight[this.head]!;
      this.head++;
    }
    if (this.head < 512 || this.head * 2 < times.length) return;
    for (const list of [times, amounts.requests, amounts.weight, this.presumed]) list.splice(0, this.head);
    this.head = 0;
  }
}

function addTo(
  image: SavedSpent[],
  age: number,
  requests: number,
  weight: number,
  isPresumed: boolean,
): void {
  const last = image.at(-1);
  if (last?.age !== age || (last.presumed === true) !== isPresumed)
    return void image.push({ age, requests, weight, ...(isPresumed && { presumed: true }) });
  last.requests += requests;
  last.weight += weight;
}
