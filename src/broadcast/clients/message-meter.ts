/** Counts a client's messages per second: over the limit it is warned once; when it goes on in another second, it ends. */
export class MessageMeter {
  private second = -1;
  private count = 0;
  private warnedIn: number | null = null;

  constructor(private readonly perSecond: number) {}

  /** @param now epoch milliseconds */
  add(now: number): 'fine' | 'warn' | 'end' {
    const second = Math.floor(now / 1000);
    if (second !== this.second) {
      this.second = second;
      this.count = 0;
    }
    this.count++;
    if (this.count <= this.perSecond) return 'fine';
    if (this.warnedIn === null) {
      this.warnedIn = second;
      return 'warn';
    }
    return this.warnedIn !== second || this.count > 3 * this.perSecond ? 'end' : 'fine';
  }
}
