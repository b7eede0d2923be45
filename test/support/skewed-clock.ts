import { Clock, type Timer } from '../../src/clock/clock.js';

/** Another machine's clock: the same time passes, but its wall clock may be stepped without the other noticing. */
export class SkewedClock extends Clock {
  private skewMs = 0;

  constructor(private readonly base: Clock) {
    super();
  }

  /** Steps the wall clock, as an operator or NTP does. */
  step(ms: number): void {
    this.skewMs += ms;
  }

  override wallNow(): number {
    return this.base.wallNow() + this.skewMs;
  }

  override monotonic(): number {
    return this.base.monotonic();
  }

  override after(delayMs: number, task: () => void): Timer {
    return this.base.after(delayMs, task);
  }

  override every(periodMs: number, task: () => void): Timer {
    return this.base.every(periodMs, task);
  }
}
