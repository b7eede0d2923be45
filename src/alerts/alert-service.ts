import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import type { Alert } from 'lighter-broadcaster-protocol/alert';
import type { AccountDelta } from 'lighter-broadcaster-protocol/delta';
import { actorOf, canSeeIncident, type Principal } from '../access/principal.js';
import { Clock, type Timer } from '../clock/clock.js';
import { AppConfig } from '../config/app-config.js';
import { HistoryHealth } from '../history/history-health.service.js';
import { Problem } from '../http/problems.js';
import { ChangeFeed } from '../state/change-feed.port.js';
import type { Change, LinkChange } from '../state/change.js';
import { Ingest } from '../upstream/ingest.js';
import { AlertDispatch } from './alert-dispatch.js';
import { AlertStore } from './alert-store.js';
import { NoteBook } from './evaluation/alert-memory.js';
import { Evaluator, type EvaluationStep } from './evaluation/evaluator.js';
import type { EvaluationTime } from './evaluation/finding.js';
import { RuleEvaluation } from './rule-evaluation.port.js';
import { AlertRules } from './rules/alert-rules.js';

const TICK_MS = 500;
/** Ticks between two checks of what only time changes. */
const TICKS_A_MINUTE = 120;

/**
 * Evaluates the rules on the changes that clients get, once per turn of the event loop, so that the way from the exchange to
 * a client never waits for it.
 */
@Injectable()
export class AlertService
  extends RuleEvaluation
  implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown
{
  private readonly logger = new Logger('Alerts');
  private evaluator: Evaluator | null = null;
  /** Changes of this turn: of each account in order, and of links. */
  private deltas = new Map<number, AccountDelta[]>();
  private links: LinkChange[] = [];
  private scheduled = false;
  private lastPass: number | null = null;
  private ticks = 0;
  private timer: Timer | null = null;

  constructor(
    private readonly feed: ChangeFeed,
    private readonly ingest: Ingest,
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly store: AlertStore,
    private readonly dispatch: AlertDispatch,
    private readonly alertRules: AlertRules,
    private readonly health: HistoryHealth,
  ) {
    super();
  }

  onModuleInit(): void {
    this.feed.subscribe('Alerts', (change) => this.note(change));
  }

  async onApplicationBootstrap(): Promise<void> {
    if (!this.config.history.enabled)
      this.logger.warn('HISTORY=off: alerts and rules set by the API last until the process ends.');
    await this.alertRules.load();
    const memory = await this.store.load();
    const { alerts, history } = this.config;
    const evaluator = new Evaluator(memory, alerts.zone, new NoteBook(history.enabled));
    this.dispatch.resume(memory.notes, evaluator.open(), (id) => this.alertRules.get(id));
    this.show([...memory.alerts].reverse());
    evaluator.setRules(this.alertRules.list(), this.now());
    this.evaluator = evaluator;
    this.alertRules.onChange(() => this.rulesChanged());
    this.rulesChanged();
    this.timer = this.clock.every(TICK_MS, () => this.tick());
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.timer?.cancel();
    this.pass();
    this.finish();
    await this.dispatch.stop();
  }

  override evaluatedAt(): number | null {
    return this.lastPass;
  }

  /** @throws Problem NOT_FOUND when the principal cannot see it, or it is not firing */
  acknowledge(principal: Principal, alertId: string): Alert {
    const alert = this.feed.alerts().find(({ alert_id }) => alert_id === alertId);
    if (!alert || !canSeeIncident(principal, alert))
      throw new Problem('NOT_FOUND', `There is no alert ${alertId}`);
    const event = this.evaluator?.acknowledge(alertId, actorOf(principal), this.now());
    if (!event) return alert;
    this.finish();
    return event.alert;
  }

  private note(change: Change): void {
    if (change.entity === 'account') {
      const known = this.deltas.get(change.account_index);
      if (known) known.push(change.delta);
      else this.deltas.set(change.account_index, [change.delta]);
    } else if (isOfLinks(change)) this.links.push(change);
    else return;
    if (this.scheduled || !this.evaluator) return;
    this.scheduled = true;
    this.clock.after(0, () => this.pass());
  }

  /** Evaluates the changes of the turn against the state that they led to. */
  private pass(): void {
    this.scheduled = false;
    const { evaluator } = this;
    if (!evaluator) return;
    const now = this.now();
    const { links, deltas } = this;
    this.links = [];
    this.deltas = new Map();
    for (const change of links) {
      for (const link of change.links) evaluator.link(link, now);
      for (const egress of change.egresses) evaluator.egress(egress, now);
    }
    for (const [index, ofAccount] of deltas) {
      const state = this.feed.account(index);
      if (state) evaluator.account(state, ofAccount, now);
    }
    evaluator.tick(now);
    this.lastPass = now.mono;
    if (evaluator.hasEvents) this.finish();
  }

  private tick(): void {
    const { evaluator } = this;
    if (!evaluator) return;
    const now = this.now();
    if (this.config.history.enabled) evaluator.history(this.health.status(), now);
    if (this.ticks++ % TICKS_A_MINUTE === 0) evaluator.passTime(this.accounts(), now);
    this.pass();
    // Notes without an event belong together and can wait for a tick: a crash takes all of them back.
    this.finish();
    this.dispatch.tick();
  }

  /** Every rule sees the whole state once. */
  private rulesChanged(): void {
    const { evaluator } = this;
    if (!evaluator) return;
    const now = this.now();
    evaluator.setRules(this.alertRules.list(), now);
    for (const state of this.accounts()) evaluator.account(state, null, now);
    const { links, egresses } = this.feed.connections();
    for (const link of links) evaluator.link(link, now);
    for (const egress of egresses) evaluator.egress(egress, now);
    this.pass();
  }

  private finish(): void {
    const { evaluator } = this;
    if (!evaluator?.hasStep) return;
    const step: EvaluationStep = evaluator.takeStep();
    this.dispatch.take(step, (id) => this.alertRules.get(id));
    this.show([...new Map(step.events.map(({ alert }) => [alert.alert_id, alert])).values()].reverse());
  }

  /** Alerts reach clients as changes of the state. */
  private show(alerts: readonly Alert[]): void {
    const known = new Map(this.feed.alerts().map((alert) => [alert.alert_id, alert]));
    const changed = alerts.filter((alert) => !isDeepStrictEqual(known.get(alert.alert_id), alert));
    if (changed.length > 0) this.ingest.apply({ type: 'alerts', alerts: changed, at: this.clock.wallNow() });
  }

  private *accounts() {
    for (const index of this.feed.accountIndexes()) {
      const state = this.feed.account(index);
      if (state) yield state;
    }
  }

  private now(): EvaluationTime {
    return { mono: this.clock.monotonic(), wall: this.clock.wallNow() };
  }
}

/** A mere change of control concerns no rule. */
function isOfLinks(change: Change): change is LinkChange {
  return change.entity === 'link' && (change.links.length > 0 || change.egresses.length > 0);
}
