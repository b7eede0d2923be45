import type { AccountState } from 'lighter-broadcaster-protocol/account';
import type { AlertRule } from 'lighter-broadcaster-protocol/alert';
import { byKind, compile, type CompiledRule, type RulesByKind } from './compiled-rules.js';

/** The enabled rules, and those among them that watch an account. */
export class RulesInForce {
  private byId: ReadonlyMap<string, CompiledRule> = new Map();
  private ofAll: RulesByKind = byKind([]);
  private readonly ofAccount = new Map<number, { label: AccountState['label']; rules: RulesByKind }>();

  /** @returns ids of rules that were in force before and no longer are */
  set(rules: readonly AlertRule[]): string[] {
    const before = this.byId;
    this.byId = new Map(rules.filter(({ enabled }) => enabled).map((rule) => [rule.id, compile(rule)]));
    this.ofAll = byKind([...this.byId.values()]);
    this.ofAccount.clear();
    return [...before.keys()].filter((id) => !this.byId.has(id));
  }

  get all(): ReadonlyMap<string, CompiledRule> {
    return this.byId;
  }

  /** Rules of every scope. */
  get unscoped(): RulesByKind {
    return this.ofAll;
  }

  /** Rules that watch this account. */
  of(state: AccountState): RulesByKind {
    const known = this.ofAccount.get(state.account_index);
    if (known && known.label === state.label) return known.rules;
    const rules = byKind([...this.byId.values()].filter((rule) => rule.watchesAccount(state)));
    this.ofAccount.set(state.account_index, { label: state.label, rules });
    return rules;
  }
}
