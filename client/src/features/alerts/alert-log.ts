import type { Alert } from './watch.js';

/** A condition that returns after this long alerts again. */
const FORGOTTEN_MS = 60_000;

/** Remembers raised alerts, so that each is raised once while its condition lasts. */
export class AlertLog {
  private readonly seen = new Map<string, number>();

  fresh(alerts: readonly Alert[], now: number): Alert[] {
    for (const [key, seen] of this.seen) if (now - seen > FORGOTTEN_MS) this.seen.delete(key);
    const fresh = alerts.filter(({ key }) => !this.seen.has(key));
    for (const { key, covers = [] } of alerts) for (const each of [key, ...covers]) this.seen.set(each, now);
    return fresh;
  }
}
