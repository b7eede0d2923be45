import type { Clock } from '../../clock/clock.js';
import { weightOf, type Limits } from './limits.js';
import { RollingWindows } from './rolling-window.js';

/** Counts strictly: a rolling minute per IP and per L1 address; what was refused is not counted. */
export class RateLimiter {
  private readonly rest = new RollingWindows();
  private readonly messages = new RollingWindows();
  private readonly connects = new RollingWindows();

  constructor(
    private readonly clock: Clock,
    private readonly limits: Limits,
  ) {}

  /** Whether a request is let through; if so it is counted. `l1Address` is that of the account it names, if any. */
  admitRequest(endpoint: string, ip: string, l1Address: string | undefined): boolean {
    const { requestsPerMinute, weightPerMinute } = this.limits;
    if (requestsPerMinute === Infinity && weightPerMinute === Infinity) return true;
    const now = this.clock.wallNow();
    const weight = weightOf(endpoint);
    const windows = [ip, l1Address].flatMap((key) => (key === undefined ? [] : [this.rest.of(key)]));
    const full = windows.some((window) => {
      const used = window.used(now);
      return used.count + 1 > requestsPerMinute || used.weight + weight > weightPerMinute;
    });
    if (!full) for (const window of windows) window.spend(now, weight);
    return !full;
  }

  admitMessage(ip: string): boolean {
    return this.admit(this.messages, ip, this.limits.messagesPerMinute);
  }

  admitConnection(ip: string): boolean {
    return this.admit(this.connects, ip, this.limits.newConnectionsPerMinute);
  }

  private admit(windows: RollingWindows, key: string, limit: number): boolean {
    if (limit === Infinity) return true;
    const now = this.clock.wallNow();
    const window = windows.of(key);
    if (window.used(now).count >= limit) return false;
    window.spend(now);
    return true;
  }
}
