import { Clock, type Timer } from './clock.js';

/**
 * A timer this late was held up together with the whole process. What it waits for may long have come in, so that is read
 * first; else one busy moment would take every line for dead, and connecting all of them anew makes the next one.
 */
const HELD_UP_MS = 250;
/** Node takes a longer one for none at all. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** The machine's own clock. */
export class SystemClock extends Clock {
  override wallNow(): number {
    return Date.now();
  }

  override monotonic(): number {
    return performance.now();
  }

  override after(delayMs: number, task: () => void): Timer {
    if (delayMs > LONGEST_TIMEOUT_MS) return this.afterLong(delayMs, task);
    const due = performance.now() + delayMs;
    let deferred: NodeJS.Immediate | undefined;
    const handle = setTimeout(() => {
      if (performance.now() - due < HELD_UP_MS) task();
      else deferred = setImmediate(task);
    }, delayMs);
    handle.unref();
    return {
      cancel: () => {
        clearTimeout(handle);
        clearImmediate(deferred);
      },
    };
  }

  private afterLong(delayMs: number, task: () => void): Timer {
    let timer = this.after(LONGEST_TIMEOUT_MS, () => {
      timer = this.after(delayMs - LONGEST_TIMEOUT_MS, task);
    });
    return { cancel: () => timer.cancel() };
  }

  override every(periodMs: number, task: () => void): Timer {
    const handle = setInterval(task, periodMs);
    handle.unref();
    return { cancel: () => clearInterval(handle) };
  }
}
