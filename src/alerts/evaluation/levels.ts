import type { AlertLife } from './alert-life.js';
import type { CompiledRule, FiringSide } from './compiled-rules.js';
import type { RuleFinding, EvaluationTime } from './finding.js';

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
  /** By rule, scope and subject. A scope is what one change evaluates, such as an account. */
  private readonly levels = new Map<string, Map<string, Map<string, Level>>>();
  /** Levels that are over and wait for `for_s` or their cooldown. */
  private readonly waiting = new Set<Level>();
  /** No level is due before, monotonic. */
  private earliest = Infinity;

  constructor(private readonly life: AlertLife) {}

  /** Whether nothing in this scope is over, fires or rests: only a value that is over matters then. */
  isQuiet({ id }: CompiledRule, scope: string): boolean {
    return !this.levels.get(id)?.has(scope);
  }

  /**
   * Takes what is known of a subject now.
   * @param elapsedMs for how long the value is known to have been over already
   */
  note(
    rule: CompiledRule,
    scope: string,
    subject: string,
    side: FiringSide | 'unknown',
    find: () => RuleFinding,
    now: EvaluationTime,
    elapsedMs = 0,
  ): void {
    const level = this.levels.get(rule.id)?.get(scope)?.get(subject);
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
    scope: string,
    subjects: ReadonlySet<string>,
    now: EvaluationTime,
    summary: string,
  ): void {
    for (const [subject, level] of this.levels.get(rule.id)?.get(scope) ?? []) {
      if (subjects.has(subject)) continue;
      const { find } = level;
      level.find = () => ({ ...find(), summary });
      level.overSince = null;
      this.waiting.delete(level);
      this.end(level, scope, now);
    }
  }

  /** Nothing is known in this scope: open alerts stay, and what waited for `for_s` begins anew. */
  pause(rule: CompiledRule, scope: string, now: EvaluationTime): void {
    for (const level of this.levels.get(rule.id)?.get(scope)?.values() ?? []) {
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
  resume(rule: CompiledRule, scope: string, finding: RuleFinding, alertId: string): void {
    const known = this.levels.get(rule.id)?.get(scope)?.get(finding.subject);
    if (known) known.rule = rule;
    else this.put(scope, { ...newLevel(rule, finding.subject, () => finding), alertId });
  }

  /** Forgets a rule; its alerts are ended by the caller. */
  forget(ruleId: string): void {
    this.levels.delete(ruleId);
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

  private end(level: Level, scope: string, now: EvaluationTime): void {
    if (level.alertId !== null) this.life.resolve(level.alertId, level.find(), now);
    level.alertId = null;
    if (now.mono < level.restsUntil) return;
    const scopes = this.levels.get(level.rule.id);
    const levels = scopes?.get(scope);
    levels?.delete(level.subject);
    if (levels?.size === 0) scopes?.delete(scope);
  }

  private put(scope: string, level: Level): Level {
    const scopes = this.levels.get(level.rule.id) ?? new Map<string, Map<string, Level>>();
    const levels = scopes.get(scope) ?? new Map<string, Level>();
    this.levels.set(level.rule.id, scopes.set(scope, levels.set(level.subject, level)));
    return level;
  }
}

function newLevel(rule: CompiledRule, subject: string, find: () => RuleFinding): Level {
  return { rule, subject, find, overSince: null, alertId: null, restsUntil: -Infinity };
}
