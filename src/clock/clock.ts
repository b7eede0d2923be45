/** A pending timer; `cancel()` is idempotent. */
export interface Timer {
  cancel(): void;
}

/**
 * The only source of time. Everything that waits or stamps takes it, so that tests can hold and advance it.
 * Abstract class = DI token. All durations are milliseconds.
 */
export abstract class Clock {
  /**
   * Epoch milliseconds, for values that are shown or stored. It may step in either direction, so never subtract two of
   * them.
   */
  abstract wallNow(): number;
  /** Milliseconds since an arbitrary start; never steps. For ages, windows, retries, deadlines and freshness. */
  abstract monotonic(): number;
  /** Runs `task` once after `delayMs`. Timers never keep the process alive by themselves. */
  abstract after(delayMs: number, task: () => void): Timer;
  /** Runs `task` every `periodMs`, first after one period. */
  abstract every(periodMs: number, task: () => void): Timer;

  /** Resolves after `delayMs`, or at once when `signal` aborts (it never rejects). */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const onAbort = (): void => {
        timer.cancel();
        resolve();
      };
      const timer = this.after(delayMs, () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      });
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }
}
