import type { Clock } from '../clock/clock.js';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/** The waits between the attempts of one task: each is twice as long as the one before, up to a limit. */
export class Backoff {
  private waitMs = FIRST_WAIT_MS;

  constructor(
    private readonly clock: Clock,
    private readonly signal: AbortSignal,
  ) {}

  /** Resolves when the next attempt is due, or when the signal aborts. */
  pause(): Promise<void> {
    const { waitMs } = this;
    this.waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
    return this.clock.sleep(waitMs, this.signal);
  }

  reset(): void {
    this.waitMs = FIRST_WAIT_MS;
  }
}
