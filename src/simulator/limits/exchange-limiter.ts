import type { Clock } from '../../clock/clock.js';
import { weightOf, type Limits } from './limits.js';
import { MinuteWindows } from './minute-window.js';

/** Enforces the strict reading: a rolling minute per IP and per L1 address. Refused requests do not count. */
export class ExchangeLimiter {
  /** Counts of refusals so far. */
  readonly refused = { requests: 0, connections: 0, messages: 0 };
  private readonly rest = new MinuteWindows();
  private readonly messages = new MinuteWindows();
  private readonly connects = new MinuteWindows();

  constructor(
    private readonly clock: Clock,
    private readonly limits: Limits,
  ) {}

  /** Admits and counts a request, or returns false. `l1Address` belongs to the account named in it, if any. */
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
    if (full) this.refused.requests += 1;
    else for (const window of windows) window.spend(now, weight);
    return !full;
  }

  admitMessage(ip: string): boolean {
    const admitted = this.admit(this.messages, ip, this.limits.messagesPerMinute);
    if (!admitted) this.refused.messages += 1;
    return admitted;
  }

  admitConnection(ip: string): boolean {
    const admitted = this.admit(this.connects, ip, this.limits.newConnectionsPerMinute);
    if (!admitted) this.refused.connections += 1;
    return admitted;
  }

  private admit(windows: MinuteWindows, key: string, limit: number): boolean {
    if (limit === Infinity) return true;
    const now = this.clock.wallNow();
    const window = windows.of(key);
    if (window.used(now).count >= limit) return false;
    window.spend(now);
    return true;
  }
}
