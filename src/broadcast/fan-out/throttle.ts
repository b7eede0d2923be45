import type { Rate } from 'lighter-broadcaster-protocol/frames';
import type { Clock, Timer } from '../../clock/clock.js';
import type { Batcher } from './batcher.js';

/** Minimum time between two changes of one channel, milliseconds. */
export const RATE_MS: Record<Rate, number> = { live: 0, '100ms': 100, '1s': 1000 };

/** Runs a task at most once per period: at the end of this event-loop turn if the period has passed, else when it has. */
export class Throttle {
  private ranAt = -Infinity;
  private requested = false;
  private timer: Timer | null = null;

  constructor(
    private readonly periodMs: number,
    private readonly clock: Clock,
    private readonly batcher: Batcher,
    private readonly task: () => void,
  ) {}

  request(): void {
    if (this.requested) return;
    this.requested = true;
    const wait = this.ranAt + this.periodMs - this.clock.monotonic();
    if (wait <= 0) this.batcher.beforeFlush(() => this.run());
    else this.timer = this.clock.after(wait, () => this.run());
  }

  stop(): void {
    this.timer?.cancel();
    this.requested = true;
  }

  private run(): void {
    this.requested = false;
    this.ranAt = this.clock.monotonic();
    this.task();
  }
}
