import { Clock, type Timer } from '../clock/clock.js';
import type { Leadership } from './leadership.js';

/**
 * The clock of everything that collects. It checks the lease first, so a process that was stopped for longer than its lease
 * ends before it runs a timer or reads the time, and never acts beside the next leader.
 */
export class FencedClock extends Clock {
  constructor(
    private readonly clock: Clock,
    private readonly leadership: Leadership,
  ) {
    super();
  }

  override wallNow(): number {
    return this.clock.wallNow();
  }

  override monotonic(): number {
    void this.leadership.granted;
    return this.clock.monotonic();
  }

  override after(delayMs: number, task: () => void): Timer {
    return this.clock.after(delayMs, this.fenced(task));
  }

  override every(periodMs: number, task: () => void): Timer {
    return this.clock.every(periodMs, this.fenced(task));
  }

  private fenced(task: () => void): () => void {
    return () => {
      if (this.leadership.granted) task();
    };
  }
}
