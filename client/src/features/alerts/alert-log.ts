import type { Alert } from './watch.js';

/** A condition that goes on is told again when it comes back after so long. */
const FORGOTTEN_MS = 60_000;

/** Remembers what was told, so that nothing is told twice while it lasts. */
export class AlertLog {
  private readonly seen = new Map<string, number>();

  fresh(alerts: readonly Alert[], now: number): Alert[] {
    for (const [key, seen] of this.seen) if (now - seen > FORGOTTEN_MS) this.seen.delete(key);
    const fresh = alerts.filter(({ key }) => !this.seen.has(key));
    for (const { key } of alerts) this.seen.set(key, now);
    return fresh;
  }
}
