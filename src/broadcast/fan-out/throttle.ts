import type { Clock, Timer } from '../../clock/clock.js';
import type { Batcher } from './batcher.js';

/** Runs a task when asked, at most once per period: at the end of this turn when it is due, else as soon as it is. */
export class Throttle {
  private ranAt = -Infinity;
  private asked = false;
  private timer: Timer | null = null;

  constructor(
    private readonly periodMs: number,
    private readonly clock: Clock,
    private readonly batcher: Batcher,
    private readonly task: () => void,
  ) {}

  ask(): void {
    if (this.asked) return;
    this.asked = true;
    const wait = this.ranAt + this.periodMs - this.clock.wallNow();
    if (wait <= 0) this.batcher.run(() => this.run());
    else this.timer = this.clock.after(wait, () => this.run());
  }

  stop(): void {
    this.timer?.cancel();
    this.asked = true;
  }

  private run(): void {
    this.asked = false;
    this.ranAt = this.clock.wallNow();
    this.task();
  }
}
