import type { AccountState, Decimal } from 'lighter-broadcaster-protocol/account';
import type { AlertRule } from 'lighter-broadcaster-protocol/alert';
import { ALERT_KINDS, type AlertKind } from 'lighter-broadcaster-protocol/alert-kinds';
import { compareDecimals } from 'lighter-broadcaster-protocol/decimal';

/** On which side of its levels a value is; `between` leaves everything as it is. */
export type FiringSide = 'over' | 'between' | 'back';

/** A rule with what its evaluation needs again and again. */
export interface CompiledRule extends AlertRule {
  /** The threshold as a double; NaN without one. */
  limit: number;
  /** @param number the value as a double, where the caller has it already */
  sideOf(value: Decimal, number?: number): FiringSide;
  watchesMarket(symbol: string | null): boolean;
  /** @param account `null` for what concerns no account, which only rules for all accounts watch */
  watchesAccount(account: Pick<AccountState, 'account_index' | 'label'> | null): boolean;
}

export function compile(rule: AlertRule): CompiledRule {
  const { accounts, groups, markets } = rule.scope;
  const inScope = accounts && new Set(accounts);
  return {
    ...rule,
    limit: Number(rule.threshold ?? NaN),
    sideOf: sideOf(rule),
    watchesMarket: (symbol) => markets === null || (symbol !== null && markets.includes(symbol)),
    watchesAccount: (account) => {
      if (account === null) return inScope === null && groups === null && markets === null;
      if (inScope && !inScope.has(account.account_index)) return false;
      const group = account.label?.group ?? null;
      return groups === null || (group !== null && groups.includes(group));
    },
  };
}

/**
 * Rules of one account by kind, so that a change evaluates only what it can affect. Rules with a threshold have the one that
 * fires first at the front: where a value is not over for that one, it is over for none.
 */
export type RulesByKind = { readonly [K in AlertKind]: readonly CompiledRule[] };

export function byKind(rules: readonly CompiledRule[]): RulesByKind {
  const kinds = Object.keys(ALERT_KINDS) as AlertKind[];
  return Object.fromEntries(
    kinds.map((kind) => [kind, rules.filter((rule) => rule.kind === kind).sort(byThreshold)]),
  ) as unknown as RulesByKind;
}

/** For two rules of one kind. */
function byThreshold(a: CompiledRule, b: CompiledRule): number {
  if (a.threshold === null || b.threshold === null) return 0;
  const order = compareDecimals(a.threshold, b.threshold);
  return ALERT_KINDS[a.kind].fires === 'below' ? -order : order;
}

/** Doubles decide unless they are too close; then the exact decimals do. */
const CLOSE = 1e-9;

function sideOf({ kind, threshold, clear }: AlertRule): CompiledRule['sideOf'] {
  if (threshold === null) return () => 'between';
  const sign = ALERT_KINDS[kind].fires === 'below' ? -1 : 1;
  const back = clear ?? threshold;
  const [fireAt, clearAt] = [Number(threshold), Number(back)];
  const compare = (value: Decimal, number: number, exact: Decimal, at: number): number => {
    const distance = number - at;
    return Math.abs(distance) > CLOSE * (1 + Math.abs(at)) ? distance : compareDecimals(value, exact);
  };
  return (value, number = Number(value)) => {
    if (sign * compare(value, number, threshold, fireAt) > 0) return 'over';
    return sign * compare(value, number, back, clearAt) <= 0 ? 'back' : 'between';
  };
}
