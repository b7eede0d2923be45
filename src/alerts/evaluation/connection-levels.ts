import type { EgressState, LinkState } from 'lighter-broadcaster-protocol/operations';
import { moment, span } from './alert-figures.js';
import type { CompiledRule } from './compiled-rules.js';
import { nameOf, subjectOf, type EvaluationTime, type NamedAccount, type RuleFinding } from './finding.js';
import type { Levels } from './levels.js';
import type { RulesInForce } from './rules-in-force.js';

/** The part of the history's status that rules watch. */
export interface HistoryHealthFacts {
  lag_seconds: number;
  faults: readonly { kind: string; message: string }[];
}

const DAY_MS = 86_400_000;
const DOWN = new Set<LinkState['state']>(['connecting', 'waiting', 'refused']);
const BANNED = new Set(['rate-limited', 'cdn-blocked', 'geo-blocked']);

/** What the service itself depends on: connections, their tokens, egresses and the history. */
export class ConnectionLevels {
  private readonly links = new Map<string, LinkState>();

  /** @param accounts those that were seen so far, by index */
  constructor(
    private readonly levels: Levels,
    private readonly rules: RulesInForce,
    private readonly accounts: ReadonlyMap<number, NamedAccount>,
  ) {}

  link(link: LinkState, now: EvaluationTime): void {
    const before = this.links.get(link.link_id);
    this.links.set(link.link_id, link);
    const account = this.accountOf(link);
    if (account === undefined) return;
    const what = link.kind === 'rest' ? 'REST polling' : 'stream';
    const name = account ? nameOf(account) : 'Market data';
    const side = DOWN.has(link.state) ? 'over' : link.state === 'connected' ? 'back' : 'unknown';
    const find = (): RuleFinding => ({
      ...subjectOf(account, link.link_id),
      summary:
        side === 'back'
          ? `${name}: ${what} is connected again`
          : `${name}: ${what} is down (${link.last_error ?? link.state})`,
      details: { link_id: link.link_id, state: link.state, last_error: link.last_error },
    });
    for (const rule of this.rules.unscoped['connection-down'])
      if (rule.watchesAccount(account)) this.levels.note(rule, 'links', link.link_id, side, find, now);
    if (before?.credential_expires_at !== link.credential_expires_at || !before) this.tokenExpiry(link, now);
  }

  /** Tokens expire without a change. */
  passTime(now: EvaluationTime): void {
    for (const link of this.links.values()) this.tokenExpiry(link, now);
  }

  egress(egress: EgressState, now: EvaluationTime): void {
    const { egress_id, host, fault, blocked_until, budget } = egress;
    const banned =
      (blocked_until !== null && blocked_until > now.wall) || (fault !== null && BANNED.has(fault));
    const exhausted = budget.limit > 0 && budget.remaining <= 0;
    const subject = `egress/${egress_id}`;
    const findBan = (): RuleFinding => {
      const until = blocked_until === null ? '' : ` until ${moment(blocked_until)}`;
      return {
        ...subjectOf(null, subject),
        summary: banned
          ? `Egress ${host} is blocked by the exchange (${fault ?? 'rate-limited'})${until}`
          : `Egress ${host} is free again`,
        details: { egress_id, host, fault, blocked_until, accounts: egress.accounts.length },
      };
    };
    const findBudget = (): RuleFinding => ({
      ...subjectOf(null, subject),
      summary: exhausted
        ? `Egress ${host} has no request budget left (${budget.limit} per ${budget.window_s} s)`
        : `Egress ${host} has request budget again`,
      details: { egress_id, host, limit: budget.limit, used: budget.used, window_s: budget.window_s },
    });
    for (const rule of this.rules.unscoped['egress-banned'])
      if (this.watchesEgress(rule, egress))
        this.levels.note(rule, 'egresses', subject, banned ? 'over' : 'back', findBan, now);
    for (const rule of this.rules.unscoped['budget-exhausted'])
      if (this.watchesEgress(rule, egress))
        this.levels.note(rule, 'egresses', subject, exhausted ? 'over' : 'back', findBudget, now);
  }

  history({ lag_seconds, faults }: HistoryHealthFacts, now: EvaluationTime): void {
    for (const rule of this.rules.unscoped.history) {
      if (!rule.watchesAccount(null)) continue;
      const behind = lag_seconds >= Math.max(1, rule.for_s);
      const [fault] = faults;
      const find = (): RuleFinding => ({
        ...subjectOf(null, 'history'),
        summary: fault
          ? `History cannot be written: ${fault.message}`
          : behind
            ? `History is ${span(lag_seconds)} behind`
            : 'History is written again',
        details: { lag_seconds, fault: fault?.kind ?? null },
      });
      const side = fault || behind ? 'over' : 'back';
      this.levels.note(rule, 'history', 'history', side, find, now, behind ? lag_seconds * 1000 : 0);
    }
  }

  private tokenExpiry(link: LinkState, now: EvaluationTime): void {
    const rules = this.rules.unscoped['token-expires'];
    const { credential_expires_at: expires } = link;
    const account = this.accountOf(link);
    if (rules.length === 0 || !account) return;
    const days = expires === null ? null : ((expires - now.wall) / DAY_MS).toFixed(3);
    // REST and stream of one account use the same token; one of them reports it.
    if (days === null && link.kind === 'websocket') return;
    const subject = `${account.account_index}/token`;
    const find = (): RuleFinding => ({
      ...subjectOf(account, subject),
      summary:
        expires === null
          ? `${nameOf(account)}: the token is renewed`
          : `${nameOf(account)}: the read-only token expires on ${moment(expires)}`,
      details: { expires_at: expires },
    });
    for (const rule of rules)
      if (rule.watchesAccount(account))
        this.levels.note(rule, 'tokens', subject, days === null ? 'back' : rule.sideOf(days), find, now);
  }

  private watchesEgress(rule: CompiledRule, { accounts }: EgressState): boolean {
    if (rule.watchesAccount(null)) return true;
    return accounts.some((index) => {
      const account = this.accounts.get(index);
      return account !== undefined && rule.watchesAccount(account);
    });
  }

  /** @returns `null` for no account, `undefined` for one that has not been seen yet */
  private accountOf({ account_index }: LinkState): NamedAccount | null | undefined {
    return account_index === null ? null : this.accounts.get(account_index);
  }
}
