import { Clock, type Timer } from './clock.js';

/** The machine's own clock. */
export class SystemClock extends Clock {
  override now(): number {
    return Date.now();
  }

  override after(delayMs: number, task: () => void): Timer {
    const handle = setTimeout(task, delayMs);
    handle.unref();
    return { cancel: () => clearTimeout(handle) };
  }

  override every(periodMs: number, task: () => void): Timer {
    const handle = setInterval(task, periodMs);
    handle.unref();
    return { cancel: () => clearInterval(handle) };
  }
}
