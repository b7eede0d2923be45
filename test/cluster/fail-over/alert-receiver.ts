import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { AlertEvent } from 'lighter-broadcaster-protocol/alert';
import { startFarSide, type FarSide } from '../../support/far-side.js';

/** An alert of each fill, sent at once. */
const RULES = 'rules:\n  - id: fill\n    kind: fill\n    severity: critical\n    cooldown_s: 0\n';
const LOOK_EVERY_MS = 100;
/** An attempt whose outcome the dead leader did not note is repeated after a minute. */
const COMPLETE_WITHIN_MS = 90_000;
const BASELINE_LOOKS = 10;

/** A webhook to which the leader delivers alerts of every fill. */
export class AlertReceiver {
  /** Fills without an alert, from before the rules were followed; `null` until that is known. */
  private unfollowed: number | null = null;

  private constructor(
    private readonly hook: FarSide,
    private readonly folder: string,
  ) {}

  static async start(): Promise<AlertReceiver> {
    const [hook, folder] = await Promise.all([
      startFarSide({ status: 204 }),
      mkdtemp(join(tmpdir(), 'cluster-alerts-')),
    ]);
    await writeFile(join(folder, 'alerts.yaml'), RULES);
    return new AlertReceiver(hook, folder);
  }

  get env(): NodeJS.ProcessEnv {
    return { ALERT_WEBHOOK_URL: `${this.hook.url}/hook`, ALERTS_FILE: join(this.folder, 'alerts.yaml') };
  }

  /** The engine lost its last writes, so alerts may be missing or repeated up to now. */
  startOver(): void {
    this.hook.received.length = 0;
    this.unfollowed = null;
  }

  /**
   * What is wrong with the alerts so far: an event in two messages, a message with two texts, fills without an alert.
   * @param fills how many were made
   */
  async faults(fills: () => number): Promise<string[]> {
    this.unfollowed ??= await this.baseline(fills);
    const wanted = fills() - this.unfollowed;
    const before = performance.now();
    while (this.counted() < wanted && performance.now() - before < COMPLETE_WITHIN_MS)
      await pause(LOOK_EVERY_MS);
    const missing = wanted - this.counted();
    return [...(missing > 0 ? [`${missing} fills have no alert`] : []), ...this.repeated()];
  }

  async close(): Promise<void> {
    await this.hook.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Some alerts are always on their way, so the least difference counts. */
  private async baseline(fills: () => number): Promise<number> {
    while (this.counted() === 0) await pause(LOOK_EVERY_MS);
    let least = Infinity;
    for (let looks = 0; looks < BASELINE_LOOKS; looks++) {
      least = Math.min(least, fills() - this.counted());
      await pause(LOOK_EVERY_MS);
    }
    return least;
  }

  /** Fills that alerts are about: those of one moment share one. */
  private counted(): number {
    const alerts = this.messages().flatMap(({ events }) => events.map(({ alert }) => alert));
    const fills = new Map(
      alerts.filter(({ rule }) => rule === 'fill').map((alert) => [alert.alert_id, alert.count]),
    );
    return [...fills.values()].reduce((sum, count) => sum + count, 0);
  }

  private repeated(): string[] {
    const bodies = new Map<string, string>();
    const messageOf = new Map<string, string>();
    return this.messages().flatMap(({ id, body, events }) => {
      const first = bodies.get(id) ?? body;
      bodies.set(id, first);
      const wrong = first === body ? [] : [`message ${id} has two texts`];
      for (const { event_id } of events) {
        const known = messageOf.get(event_id) ?? id;
        messageOf.set(event_id, known);
        if (known !== id) wrong.push(`alert ${event_id} is in two messages`);
      }
      return wrong;
    });
  }

  private messages(): { id: string; body: string; events: AlertEvent[] }[] {
    return this.hook.received.map(({ headers, body }) => {
      const { data } = JSON.parse(body) as { data: { events: AlertEvent[] } };
      return { id: String(headers['webhook-id']), body, events: data.events };
    });
  }
}
