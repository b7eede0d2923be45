import { uptime } from 'node:os';
import { Clock, type Timer } from './clock.js';

/**
 * A timer that fires this late was held up with the whole process. What it waits for may already have arrived, so pending
 * input is read first. Otherwise one busy moment would make every connection look dead.
 */
const HELD_UP_MS = 250;
/** Node treats a longer timeout as 1 ms. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;
/** Wall time that gains this much on `performance.now()` was stepped, or the machine slept. */
const SUSPICIOUS_GAIN_MS = 250;
/** `/proc/uptime` counts hundredths of a second, and reading it takes time. A shorter sleep is no sleep. */
const SHORTEST_SLEEP_MS = 500;
const UPTIME_CHECK_MS = 10_000;
/** Time is read many times for each frame: a sleep is noticed after this much more time awake, at the latest. */
const SLEEP_CHECK_MS = 1;

/** What the clock reads. All values are milliseconds. */
export interface MachineTime {
  wall(): number;
  /** Stands still while the machine sleeps, on Linux. */
  elapsed(): number;
  /** Goes on while the machine sleeps; `null` where `elapsed` does so too. */
  uptime(): number | null;
  timeout(task: () => void, delayMs: number): NodeJS.Timeout;
}

const MACHINE: MachineTime = {
  wall: () => Date.now(),
  elapsed: () => performance.now(),
  uptime: () => (process.platform === 'linux' ? uptime() * 1000 : null),
  timeout: (task, delayMs) => setTimeout(task, delayMs),
};

/** The machine's own clock. `monotonic()` includes the time that the machine slept. */
export class SystemClock extends Clock {
  private readonly started: { elapsed: number; uptime: number | null };
  private slept = 0;
  private wallLead: number;
  private checkedAt: number;
  private comparedAt: number;

  constructor(private readonly machine: MachineTime = MACHINE) {
    super();
    this.checkedAt = this.comparedAt = machine.elapsed();
    this.wallLead = machine.wall() - this.checkedAt;
    this.started = { elapsed: this.checkedAt, uptime: machine.uptime() };
  }

  override wallNow(): number {
    return this.machine.wall();
  }

  override monotonic(): number {
    const elapsed = this.machine.elapsed();
    if (elapsed - this.comparedAt >= SLEEP_CHECK_MS) this.compare(elapsed);
    return elapsed + this.slept;
  }

  /** A delay that has passed while it was computed is none; Node writes a warning to stderr for a negative one. */
  override after(wantedMs: number, task: () => void): Timer {
    const delayMs = Math.max(0, wantedMs);
    if (delayMs > LONGEST_TIMEOUT_MS) return this.afterLong(delayMs, task);
    const due = this.machine.elapsed() + delayMs;
    let deferred: NodeJS.Immediate | undefined;
    const handle = this.machine.timeout(() => {
      if (this.machine.elapsed() - due < HELD_UP_MS) task();
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

  override every(periodMs: number, task: () => void): Timer {
    const handle = setInterval(task, periodMs);
    handle.unref();
    return { cancel: () => clearInterval(handle) };
  }

  private afterLong(delayMs: number, task: () => void): Timer {
    let timer = this.after(LONGEST_TIMEOUT_MS, () => {
      timer = this.after(delayMs - LONGEST_TIMEOUT_MS, task);
    });
    return { cancel: () => timer.cancel() };
  }

  private compare(elapsed: number): void {
    this.comparedAt = elapsed;
    const wallLead = this.machine.wall() - elapsed;
    const isSuspicious = Math.abs(wallLead - this.wallLead) > SUSPICIOUS_GAIN_MS;
    if (!isSuspicious && elapsed - this.checkedAt <= UPTIME_CHECK_MS) return;
    this.checkedAt = elapsed;
    this.wallLead = wallLead;
    this.addSleep(elapsed);
  }

  private addSleep(elapsed: number): void {
    const running = this.machine.uptime();
    if (running === null || this.started.uptime === null) return;
    const slept = running - this.started.uptime - (elapsed - this.started.elapsed);
    if (slept - this.slept > SHORTEST_SLEEP_MS) this.slept = slept;
  }
}
