import type { Alert } from 'lighter-broadcaster-protocol/alert';
import type { AlertKind } from 'lighter-broadcaster-protocol/alert-kinds';
import type { AlertLife } from './alert-life.js';
import type { CompiledRule, FiringSide } from './compiled-rules.js';
import type { RuleFinding, EvaluationTime } from './finding.js';

/** What one change evaluates: an account, by its index, or all that is alike outside of accounts. */
export type LevelScope = number | 'links' | 'tokens' | 'egresses' | 'history';

const SCOPES: Partial<Record<AlertKind, LevelScope>> = {
  'connection-down': 'links',
  'token-expires': 'tokens',
  'egress-banned': 'egresses',
  'budget-exhausted': 'egresses',
  history: 'history',
};

interface Level {
  rule: CompiledRule;
  subject: string;
  /** What is known now; made only when an alert needs it. */
  find: () => RuleFinding;
  /** Since when the value has been over without a break, monotonic; `null` while it is not. */
  overSince: number | null;
  /** The open alert, `null` without one. */
  alertId: string | null;
  /** Until when it does not fire again, monotonic. */
  restsUntil: number;
}

/** Conditions that last: they fire after `for_s`, and end when the value is behind `clear`. */
export class Levels {
  /** By scope, rule and subject. */
  private readonly levels = new Map<LevelScope, Map<string, Map<string, Level>>>();
  /** Levels that are over and wait for `for_s` or their cooldown. */
  private readonly waiting = new Set<Level>();
  /** No level is due before, monotonic. */
  private earliest = Infinity;

  constructor(private readonly life: AlertLife) {}

  /** Whether nothing in this scope is over, fires or rests: only a value that is over matters then. */
  isQuiet(scope: LevelScope): boolean {
    return !this.levels.has(scope);
  }

  /** The same for one rule. */
  isQuietFor({ id }: CompiledRule, scope: LevelScope): boolean {
    return !this.levels.get(scope)?.has(id);
  }

  /**
   * Takes what is known of a subject now.
   * @param elapsedMs for how long the value is known to have been over already
   */
  note(
    rule: CompiledRule,
    scope: LevelScope,
    subject: string,
    side: FiringSide | 'unknown',
    find: () => RuleFinding,
    now: EvaluationTime,
    elapsedMs = 0,
  ): void {
    const level = this.levels.get(scope)?.get(rule.id)?.get(subject);
    if (!level) {
      if (side === 'over') this.begin(this.put(scope, newLevel(rule, subject, find)), now, elapsedMs);
      return;
    }
    level.rule = rule;
    level.find = find;
    if (side === 'over') return this.begin(level, now, elapsedMs);
    level.overSince = null;
    this.waiting.delete(level);
    if (side === 'back') this.end(level, scope, now);
  }

  /** Ends the alerts of subjects that are gone, such as a closed position. */
  retain(
    rule: CompiledRule,
    scope: LevelScope,
    subjects: ReadonlySet<string>,
    now: EvaluationTime,
    summary: string,
  ): void {
    for (const [subject, level] of this.levels.get(scope)?.get(rule.id) ?? []) {
      if (subjects.has(subject)) continue;
      const { find } = level;
      level.find = () => ({ ...find(), summary });
      level.overSince = null;
      this.waiting.delete(level);
      this.end(level, scope, now);
    }
  }

  /** Nothing is known in this scope: open alerts stay, and what waited for `for_s` begins anew. */
  pause(rule: CompiledRule, scope: LevelScope, now: EvaluationTime): void {
    for (const level of this.levels.get(scope)?.get(rule.id)?.values() ?? []) {
      if (level.alertId !== null) continue;
      level.overSince = null;
      this.waiting.delete(level);
      this.end(level, scope, now);
    }
  }

  /** Fires what has been over for long enough. */
  tick(now: EvaluationTime): void {
    if (now.mono < this.earliest) return;
    this.earliest = Infinity;
    for (const level of this.waiting) this.fireIfDue(level, now);
  }

  /** Continues the open alert of an earlier run. */
  resume(rule: CompiledRule, alert: Alert): void {
    const { kind, account_index, subject, alert_id } = alert;
    const scope = SCOPES[kind] ?? account_index!;
    const known = this.levels.get(scope)?.get(rule.id)?.get(subject);
    if (known) known.rule = rule;
    else this.put(scope, { ...newLevel(rule, subject, () => alert), alertId: alert_id });
  }

  /** Forgets a rule; its alerts are ended by the caller. */
  forget(ruleId: string): void {
    for (const [scope, rules] of this.levels)
      if (rules.delete(ruleId) && rules.size === 0) this.levels.delete(scope);
    for (const level of this.waiting) if (level.rule.id === ruleId) this.waiting.delete(level);
  }

  private begin(level: Level, now: EvaluationTime, elapsedMs: number): void {
    if (level.alertId !== null) return;
    level.overSince ??= now.mono - elapsedMs;
    this.waiting.add(level);
    this.fireIfDue(level, now);
  }

  private fireIfDue(level: Level, now: EvaluationTime): void {
    const { rule, overSince, restsUntil } = level;
    if (overSince === null) return;
    const dueAt = Math.max(overSince + rule.for_s * 1000, restsUntil);
    if (now.mono < dueAt) {
      this.earliest = Math.min(this.earliest, dueAt);
      return;
    }
    this.waiting.delete(level);
    level.alertId = this.life.fire(rule, level.find(), now).alert_id;
    level.restsUntil = now.mono + rule.cooldown_s * 1000;
  }

  private end(level: Level, scope: LevelScope, now: EvaluationTime): void {
    if (level.alertId !== null) this.life.resolve(level.alertId, level.find(), now);
    level.alertId = null;
    if (now.mono < level.restsUntil) return;
    const rules = this.levels.get(scope);
    const levels = rules?.get(level.rule.id);
    levels?.delete(level.subject);
    if (levels?.size === 0) rules?.delete(level.rule.id);
    if (rules?.size === 0) this.levels.delete(scope);
  }

  private put(scope: LevelScope, level: Level): Level {
    const rules = this.levels.get(scope) ?? new Map<string, Map<string, Level>>();
    const levels = rules.get(level.rule.id) ?? new Map<string, Level>();
    this.levels.set(scope, rules.set(level.rule.id, levels.set(level.subject, level)));
    return level;
  }
}

function newLevel(rule: CompiledRule, subject: string, find: () => RuleFinding): Level {
  return { rule, subject, find, overSince: null, alertId: null, restsUntil: -Infinity };
}
