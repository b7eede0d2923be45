import type { Alert } from './watch.js';

/** A condition that goes on is told again after so many looks without it. */
const FORGOTTEN_AFTER = 60;

/** Remembers what was told, so that nothing is told twice while it lasts. */
export class AlertLog {
  private readonly seen = new Map<string, number>();
  private look = 0;

  fresh(alerts: readonly Alert[]): Alert[] {
    this.look += 1;
    const fresh = alerts.filter(({ key }) => !this.seen.has(key));
    for (const { key } of alerts) this.seen.set(key, this.look);
    for (const [key, seen] of this.seen) if (this.look - seen > FORGOTTEN_AFTER) this.seen.delete(key);
    return fresh;
  }
}
