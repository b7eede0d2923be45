import type { AccountState } from 'lighter-broadcaster-protocol/account';
import type { Alert, AlertEvent, AlertRule } from 'lighter-broadcaster-protocol/alert';
import { ALERT_KINDS } from 'lighter-broadcaster-protocol/alert-kinds';
import type { AccountDelta } from 'lighter-broadcaster-protocol/delta';
import type { EgressState, LinkState } from 'lighter-broadcaster-protocol/operations';
import { AccountEvents } from './account-events.js';
import { AccountLevels } from './account-levels.js';
import { AlertLife } from './alert-life.js';
import { NoteBook, type SavedMemory } from './alert-memory.js';
import type { CompiledRule } from './compiled-rules.js';
import { ConnectionLevels, type HistoryHealthFacts } from './connection-levels.js';
import { DayPnl } from './day-pnl.js';
import { EquityPeaks } from './equity-peaks.js';
import type { EvaluationTime, NamedAccount } from './finding.js';
import { Levels } from './levels.js';
import { Occurrences } from './occurrences.js';
import { PositionsKnown } from './positions-known.js';
import { RulesInForce } from './rules-in-force.js';
import { SectionFreshness } from './section-freshness.js';
import { SeenIds } from './seen-ids.js';

/** The outcome of a step. Both parts have to be stored together. */
export interface EvaluationStep {
  events: AlertEvent[];
  notes: Record<string, string | null>;
}

/**
 * Evaluates rules on changes. Deterministic: it takes no time, chance or outside state but its inputs, so the same changes
 * give the same alerts, and a memory that was saved continues as if nothing had happened.
 */
export class Evaluator {
  private readonly rules = new RulesInForce();
  private readonly life: AlertLife;
  private readonly levels: Levels;
  private readonly occurrences: Occurrences;
  private readonly events: AccountEvents;
  private readonly figures: AccountLevels;
  private readonly connections: ConnectionLevels;
  /** Of accounts seen so far, for alerts of their connections. */
  private readonly accounts = new Map<number, NamedAccount>();

  /** @param zone IANA time zone, whose midnight begins the PnL of the day */
  constructor(
    { alerts, notes: saved }: SavedMemory,
    zone: string,
    private readonly notes = new NoteBook(),
  ) {
    this.life = new AlertLife(alerts);
    this.levels = new Levels(this.life);
    this.occurrences = new Occurrences(saved, this.life, notes);
    const trades = new SeenIds('trade', saved, notes);
    const pnl = new DayPnl(saved, notes, trades, zone);
    this.events = new AccountEvents(this.occurrences, {
      trades,
      pnl,
      fundings: new SeenIds('funding', saved, notes),
      positions: new PositionsKnown(saved, notes),
    });
    this.figures = new AccountLevels(this.levels, new EquityPeaks(saved, notes), pnl, new SectionFreshness());
    this.connections = new ConnectionLevels(this.levels, this.rules, this.accounts);
  }

  /** Replaces the rules. Alerts of rules that are gone, off, or of another kind end; the others continue. */
  setRules(rules: readonly AlertRule[], now: EvaluationTime): void {
    const gone = this.rules.set(rules);
    const { all } = this.rules;
    for (const alert of this.life.all()) {
      const rule = all.get(alert.rule);
      if (rule?.kind === alert.kind && this.covers(rule, alert)) continue;
      this.levels.forget(alert.rule);
      this.life.resolve(
        alert.alert_id,
        { ...alert, summary: `${alert.summary} (the rule was changed)` },
        now,
      );
    }
    for (const id of gone) {
      this.levels.forget(id);
      this.occurrences.forget(id);
    }
    for (const alert of this.life.all())
      if (ALERT_KINDS[alert.kind].nature === 'level') this.levels.resume(all.get(alert.rule)!, alert);
    this.occurrences.resume(all, now);
  }

  /**
   * Takes the changes that led to this state of an account, in order. @param deltas `null` evaluates the account as a whole,
   * as after a start or new rules
   */
  account(state: AccountState, deltas: readonly AccountDelta[] | null, now: EvaluationTime): void {
    const { account_index: index } = state;
    const known = this.accounts.get(index);
    if (!known) this.events.begin(index, now);
    if (known?.label !== state.label || known.name !== state.name) this.accounts.set(index, state);
    const rules = this.rules.of(state);
    for (const delta of deltas ?? [null]) this.events.note(state, delta, rules, now);
    // Figures come from the state; of the changes only the parts that they name count.
    this.figures.note(state, deltas, rules, now);
  }

  link(link: LinkState, now: EvaluationTime): void {
    this.connections.link(link, now);
  }

  egress(egress: EgressState, now: EvaluationTime): void {
    this.connections.egress(egress, now);
  }

  history(facts: HistoryHealthFacts, now: EvaluationTime): void {
    this.connections.history(facts, now);
  }

  /** Ends a step: fires what is due by now. Call it after changes, and at least once a second. */
  tick(now: EvaluationTime): void {
    this.levels.tick(now);
    this.occurrences.tick(now);
  }

  /** What time alone changes: tokens expire and days end. Call it about once a minute. */
  passTime(states: Iterable<AccountState>, now: EvaluationTime): void {
    this.connections.passTime(now);
    for (const state of states) this.figures.dayPnl(state, this.rules.of(state), now);
  }

  /** @returns `null` when the alert is not firing */
  acknowledge(alertId: string, by: string, now: EvaluationTime): AlertEvent | null {
    return this.life.acknowledge(alertId, by, now);
  }

  /** Open alerts, oldest first. */
  open(): Alert[] {
    return this.life.all();
  }

  get hasEvents(): boolean {
    return this.life.hasEvents;
  }

  get hasStep(): boolean {
    return this.life.hasEvents || !this.notes.isEmpty;
  }

  takeStep(): EvaluationStep {
    return { events: this.life.takeEvents(), notes: this.notes.take() };
  }

  private covers(rule: CompiledRule, { account_index, market }: Alert): boolean {
    if (market !== null && !rule.watchesMarket(market)) return false;
    const account = account_index === null ? null : this.accounts.get(account_index);
    // Before the first change of an account its group is unknown, so the alert continues.
    return account === undefined || account === null || rule.watchesAccount(account);
  }
}
