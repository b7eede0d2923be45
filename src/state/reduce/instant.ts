/**
 * A moment (monotonic) that times are compared with. It remembers the first time that was still to come: until then, the same
 * comparisons have the same outcomes.
 */
export class Instant {
  private next = Infinity;

  constructor(readonly now: number) {}

  /** Whether this time has come. */
  reached(at: number): boolean {
    if (this.now >= at) return true;
    if (at < this.next) this.next = at;
    return false;
  }

  /** Nothing that was compared turns out differently before this time. */
  get until(): number {
    return this.next;
  }
}
