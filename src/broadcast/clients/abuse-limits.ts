/** Counts offenses of one kind: tolerated at first, then warned, then disconnected. */
export class Strikes {
  private count = 0;

  constructor(private readonly limits: { warnAt: number; endAt: number }) {}

  add(): 'tolerated' | 'warn' | 'end' {
    this.count++;
    if (this.count >= this.limits.endAt) return 'end';
    return this.count === this.limits.warnAt ? 'warn' : 'tolerated';
  }

  reset(): void {
    this.count = 0;
  }
}

/** Counts a client's messages per second: warned once when over the limit, disconnected when it exceeds it again. */
export class MessageMeter {
  private second = -1;
  private count = 0;
  private warnedIn: number | null = null;

  constructor(private readonly perSecond: number) {}

  /**
   * @param now monotonic milliseconds
   * @param cost in messages
   */
  add(now: number, cost = 1): 'ok' | 'warn' | 'end' {
    const second = Math.floor(now / 1000);
    if (second !== this.second) {
      this.second = second;
      this.count = 0;
    }
    this.count += cost;
    if (this.count <= this.perSecond) return 'ok';
    if (this.warnedIn === null) {
      this.warnedIn = second;
      return 'warn';
    }
    return this.warnedIn !== second || this.count > 3 * this.perSecond ? 'end' : 'ok';
  }
}
