import { Clock, type Timer } from '../../src/clock/clock.js';

interface Entry {
  at: number;
  order: number;
  task: () => void;
  period: number | null;
}

/** A clock that advances only when a test advances it; due tasks run in order of time, then of creation. */
export class ManualClock extends Clock {
  private readonly entries = new Set<Entry>();
  private order = 0;
  private time = 0;

  /** @param wall what the wall clock shows at first */
  constructor(private wall = Date.parse('2026-11-01T00:00:00Z')) {
    super();
  }

  override wallNow(): number {
    return this.wall + this.time;
  }

  override monotonic(): number {
    return this.time;
  }

  /** Steps the wall clock by `ms`, as an operator or NTP does; timers and monotonic time do not notice. */
  step(ms: number): void {
    this.wall += ms;
  }

  /**
   * Lets `ms` pass without running anything, as SIGSTOP or a sleeping machine does; due tasks run late, at the next
   * `advance`.
   */
  freeze(ms: number): void {
    this.time += ms;
  }

  override after(delayMs: number, task: () => void): Timer {
    return this.add(delayMs, task, null);
  }

  override every(periodMs: number, task: () => void): Timer {
    return this.add(periodMs, task, Math.max(1, periodMs));
  }

  /** Moves time forward by `ms`, running every task that falls due on the way at its own time. */
  advance(ms: number): void {
    const end = this.time + ms;
    for (let next = this.nextDue(end); next; next = this.nextDue(end)) {
      this.time = Math.max(this.time, next.at);
      if (next.period === null) this.entries.delete(next);
      else next.at = this.time + next.period;
      next.task();
    }
    this.time = end;
  }

  /**
   * Lets `ms` pass without running a task, as while a process is stopped: due tasks run at the next `advance`, a
   * periodic one once.
   */
  suspend(ms: number): void {
    this.time += ms;
    for (const entry of this.entries) if (entry.period !== null && entry.at < this.time) entry.at = this.time;
  }

  /**
   * Like `advance`, but in steps, letting sockets and promises settle for `settle()` between them: for tests in which
   * real I/O answers to simulated time.
   */
  async advanceBy(ms: number, stepMs: number, settle: () => Promise<void>): Promise<void> {
    for (let left = ms; left > 0; left -= stepMs) {
      this.advance(Math.min(stepMs, left));
      await settle();
    }
  }

  /** Number of timers waiting, for leak checks. */
  get pending(): number {
    return this.entries.size;
  }

  private add(delayMs: number, task: () => void, period: number | null): Timer {
    const entry: Entry = { at: this.time + Math.max(0, delayMs), order: this.order++, task, period };
    this.entries.add(entry);
    return { cancel: () => void this.entries.delete(entry) };
  }

  private nextDue(end: number): Entry | undefined {
    let next: Entry | undefined;
    for (const entry of this.entries) {
      if (entry.at > end) continue;
      if (!next || entry.at < next.at || (entry.at === next.at && entry.order < next.order)) next = entry;
    }
    return next;
  }
}
