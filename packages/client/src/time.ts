/** Time and timers of the client; inject another one to test, or to share the clock of a host program. */
export interface ClientClock {
  /** Epoch milliseconds, only for display. */
  wallNow(): number;
  /** Milliseconds that never step back, for durations. */
  monotonic(): number;
  /** Runs `task` once after `ms` milliseconds, unless canceled. */
  after(ms: number, task: () => void): { cancel(): void };
}

export const SYSTEM_CLOCK: ClientClock = {
  wallNow: () => Date.now(),
  monotonic: () => performance.now(),
  after: (ms, task) => {
    const timer = setTimeout(task, ms);
    return { cancel: () => clearTimeout(timer) };
  },
};
