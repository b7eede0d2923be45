import { Injectable, Logger } from '@nestjs/common';
import type { Alert, AlertEvent, AlertRule } from 'lighter-broadcaster-protocol/alert';
import { Clock } from '../clock/clock.js';
import { AppConfig } from '../config/app-config.js';
import { AlertSink } from './alert-sink.port.js';
import { AlertStore } from './alert-store.js';
import type { EvaluationStep } from './evaluation/evaluator.js';
import { isQuiet } from './quiet-hours.js';

const RETRY_MS = 1_000;
/** Notes of events on their way to the outbox, and of those that quiet hours keep back. */
const HANDOVER = 'event/';
const QUIET = 'quiet/';

interface Waiting {
  event: AlertEvent;
  channels: readonly string[];
}

/** What is stored together, and then delivered. */
interface NextStep {
  alerts: Map<string, Alert>;
  notes: Record<string, string | null>;
  ready: Waiting[];
}

interface Held extends Waiting {
  hours: NonNullable<AlertRule['quiet_hours']>;
}

/**
 * Stores each step with the events that it has to deliver, then hands these over. After a crash they are handed over again,
 * and the outbox recognizes those that it has.
 */
@Injectable()
export class AlertDispatch {
  private readonly logger = new Logger('Alerts');
  private readonly held = new Map<string, Held>();
  /** Alerts whose firing was handed over, so that their end is delivered too. */
  private readonly announced = new Map<string, readonly string[]>();
  private working: Promise<void> = Promise.resolve();
  /** What was taken while another step is being stored: one step, however long the disk refuses that. */
  private next: NextStep | null = null;
  private readonly stopping = new AbortController();

  constructor(
    private readonly store: AlertStore,
    private readonly sink: AlertSink,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  /** Continues with what an earlier run left. */
  resume(
    notes: Readonly<Record<string, string>>,
    open: readonly Alert[],
    ruleOf: (id: string) => AlertRule | undefined,
  ): void {
    const held = new Set<string>();
    for (const [name, text] of Object.entries(notes)) {
      if (name.startsWith(HANDOVER)) this.handOver([JSON.parse(text) as Waiting]);
      if (!name.startsWith(QUIET)) continue;
      const waiting = JSON.parse(text) as Held;
      this.held.set(waiting.event.event_id, waiting);
      held.add(waiting.event.alert.alert_id);
    }
    for (const { alert_id, rule } of open)
      if (!held.has(alert_id)) this.announced.set(alert_id, this.channelsOf(ruleOf(rule)));
  }

  /** @param ruleOf the rule of an alert, as it was in this step */
  take({ events, notes }: EvaluationStep, ruleOf: (id: string) => AlertRule | undefined): void {
    const now = this.clock.wallNow();
    const stored = { ...notes };
    const ready: Waiting[] = [];
    for (const event of events) {
      const waiting = this.waitingOf(event, ruleOf(event.alert.rule), now, stored);
      if (!waiting) continue;
      stored[HANDOVER + event.event_id] = JSON.stringify(waiting);
      ready.push(waiting);
    }
    const alerts = [...new Map(events.map(({ alert }) => [alert.alert_id, alert])).values()];
    this.commit(alerts, stored, ready);
  }

  /** Delivers what quiet hours kept back and still matters, once they are over. */
  tick(): void {
    if (this.held.size === 0) return;
    const now = this.clock.wallNow();
    const notes: Record<string, string | null> = {};
    const ready: Waiting[] = [];
    for (const [id, { hours, event, channels }] of this.held) {
      if (isQuiet(hours, now, this.config.alerts.zone)) continue;
      this.held.delete(id);
      const waiting = { event, channels };
      this.announced.set(event.alert.alert_id, channels);
      notes[QUIET + id] = null;
      notes[HANDOVER + id] = JSON.stringify(waiting);
      ready.push(waiting);
    }
    if (ready.length > 0) this.commit([], notes, ready);
  }

  /** Resolves once everything taken so far is stored and handed over, or cannot be. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.working;
  }

  private waitingOf(
    event: AlertEvent,
    rule: AlertRule | undefined,
    now: number,
    notes: Record<string, string | null>,
  ): Waiting | null {
    const { alert, event_id, type } = event;
    if (type === 'fired') {
      const channels = this.channelsOf(rule);
      if (channels.length === 0) return null;
      const hours = rule?.quiet_hours;
      if (!hours || !isQuiet(hours, now, this.config.alerts.zone)) {
        if (alert.resolved_at === null) this.announced.set(alert.alert_id, channels);
        return { event, channels };
      }
      const held = { event, channels, hours };
      this.held.set(event_id, held);
      notes[QUIET + event_id] = JSON.stringify(held);
      return null;
    }
    if (alert.resolved_at === null) return null;
    const heldId = [...this.held.values()].find((held) => held.event.alert.alert_id === alert.alert_id)?.event
      .event_id;
    if (heldId !== undefined) {
      this.held.delete(heldId);
      notes[QUIET + heldId] = null;
    }
    const channels = this.announced.get(alert.alert_id);
    this.announced.delete(alert.alert_id);
    return type === 'resolved' && channels ? { event, channels } : null;
  }

  private channelsOf(rule: AlertRule | undefined): readonly string[] {
    return rule?.channels ?? this.sink.channels();
  }

  /** One step after the other, so that the order of events is kept. */
  private commit(
    alerts: readonly Alert[],
    notes: Record<string, string | null>,
    ready: readonly Waiting[],
  ): void {
    const next = this.next ?? this.begin();
    for (const alert of alerts) next.alerts.set(alert.alert_id, alert);
    Object.assign(next.notes, notes);
    next.ready.push(...ready);
  }

  private begin(): NextStep {
    const next: NextStep = { alerts: new Map(), notes: {}, ready: [] };
    this.next = next;
    this.working = this.working.then(async () => {
      this.next = null;
      const { alerts, notes, ready } = next;
      const save = (): Promise<void> => this.store.save([...alerts.values()], notes);
      if (await this.untilDone('stored', save)) await this.deliver(ready);
    });
    return next;
  }

  private handOver(ready: readonly Waiting[]): void {
    this.working = this.working.then(() => this.deliver(ready));
  }

  private async deliver(ready: readonly Waiting[]): Promise<void> {
    if (ready.length === 0) return;
    for (const { event, channels } of ready)
      if (!(await this.untilDone('handed over', () => this.sink.enqueue(event, channels)))) return;
    const done = Object.fromEntries(ready.map(({ event }) => [HANDOVER + event.event_id, null]));
    await this.untilDone('stored', () => this.store.save([], done));
  }

  /** @returns false when the service stopped before it was done */
  private async untilDone(what: string, work: () => Promise<void>): Promise<boolean> {
    for (let reported = false; ; reported = true) {
      try {
        await work();
        return true;
      } catch (error) {
        if (!reported)
          this.logger.error(`Alerts cannot be ${what}, retrying every second: ${(error as Error).message}`);
        await this.clock.sleep(RETRY_MS, this.stopping.signal);
        if (this.stopping.signal.aborted) return false;
      }
    }
  }
}
