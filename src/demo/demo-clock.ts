import { Clock, type Timer } from '../clock/clock.js';

/** Runs through the past as fast as it is advanced, then goes on as the real clock. Neither time ever steps back. */
export class DemoClock extends Clock {
  /** Wall time while the past is played; `null` afterwards. */
  private past: number | null;
  private offset = 0;

  constructor(
    private readonly real: Clock,
    private readonly from: number,
  ) {
    super();
    this.past = from;
  }

  override wallNow(): number {
    return this.past ?? this.real.wallNow();
  }

  override monotonic(): number {
    return this.past === null ? this.real.monotonic() + this.offset : this.past - this.from;
  }

  override after(delayMs: number, task: () => void): Timer {
    return this.real.after(delayMs, task);
  }

  override every(periodMs: number, task: () => void): Timer {
    return this.real.every(periodMs, task);
  }

  /** Goes on to a later moment of the past. */
  goTo(wall: number): void {
    this.past = wall;
  }

  /** The past has reached the present. */
  arrive(): void {
    this.offset = this.monotonic() - this.real.monotonic();
    this.past = null;
  }
}
