// Long: the one place that turns changes into alerts; what each kind needs is in evaluation/
import type { AccountState, Decimal, Order, Position, Trade } from 'lighter-broadcaster-protocol/account';
import { isLiveStatus, staleSection } from 'lighter-broadcaster-protocol/account';
import type { Alert, AlertEvent, AlertRule } from 'lighter-broadcaster-protocol/alert';
import { ALERT_KINDS, type AlertKind } from 'lighter-broadcaster-protocol/alert-kinds';
import {
  absolute,
  compareDecimals,
  quotient,
  minus,
  parseDecimal,
  signOf,
  times,
} from 'lighter-broadcaster-protocol/decimal';
import type { AccountDelta, ListDelta } from 'lighter-broadcaster-protocol/delta';
import type { EgressState, LinkState } from 'lighter-broadcaster-protocol/operations';
import { AlertLife } from './evaluation/alert-life.js';
import { NoteBook, type SavedMemory } from './evaluation/alert-memory.js';
import { byKind, compile, type CompiledRule, type RulesByKind } from './evaluation/compiled-rules.js';
import { DayPnl, startOfDay } from './evaluation/day-pnl.js';
import { EquityPeaks } from './evaluation/equity-peaks.js';
import { figure, moment, span } from './evaluation/alert-figures.js';
import type { RuleFinding, EvaluationTime } from './evaluation/finding.js';
import { Levels } from './evaluation/levels.js';
import { Occurrences } from './evaluation/occurrences.js';
import { PositionsKnown } from './evaluation/positions-known.js';
import { SeenIds } from './evaluation/seen-ids.js';

export type { EvaluationTime } from './evaluation/finding.js';
export type { SavedMemory } from './evaluation/alert-memory.js';

/** The part of the history's status that rules watch. */
export interface HistoryHealthFacts {
  lag_seconds: number;
  faults: readonly { kind: string; message: string }[];
}

/** The outcome of a step. Both parts have to be stored together. */
export interface EvaluationStep {
  events: AlertEvent[];
  notes: Record<string, string | null>;
}

const DAY_MS = 86_400_000;
const NO_DATA = 'unknown' as const;
const DOWN = new Set<LinkState['state']>(['connecting', 'waiting', 'refused']);
const BANNED = new Set(['rate-limited', 'cdn-blocked', 'geo-blocked']);
/** Ends of an order that its owner chose, or that follow from another order. */
const INTENDED = new Set(['filled', 'canceled', 'canceled-expired', 'canceled-oco', 'canceled-child']);
const FORCED = new Set(['liquidation', 'deleverage']);

/**
 * Evaluates rules on changes. Deterministic: it takes no time, chance or outside state but its inputs, so the same changes
 * give the same alerts, and a memory that was saved continues as if nothing had happened.
 */
export class Evaluator {
  private readonly notes = new NoteBook();
  private readonly life: AlertLife;
  private readonly levels: Levels;
  private readonly occurrences: Occurrences;
  private readonly trades: SeenIds;
  private readonly fundings: SeenIds;
  private readonly positions: PositionsKnown;
  private readonly peaks: EquityPeaks;
  private readonly pnl: DayPnl;
  private rules = new Map<string, CompiledRule>();
  private unscoped: RulesByKind = byKind([]);
  private readonly ofAccount = new Map<number, { label: AccountState['label']; rules: RulesByKind }>();
  /** Of accounts seen so far, for alerts of their connections. */
  private readonly accounts = new Map<number, Pick<AccountState, 'account_index' | 'name' | 'label'>>();
  private readonly links = new Map<string, LinkState>();

  constructor(saved: SavedMemory) {
    this.life = new AlertLife(saved.alerts);
    this.levels = new Levels(this.life);
    this.occurrences = new Occurrences(saved.notes, this.life, this.notes);
    this.trades = new SeenIds('trade', saved.notes, this.notes);
    this.fundings = new SeenIds('funding', saved.notes, this.notes);
    this.positions = new PositionsKnown(saved.notes, this.notes);
    this.peaks = new EquityPeaks(saved.notes, this.notes);
    this.pnl = new DayPnl(saved.notes, this.notes);
  }

  /** Replaces the rules. Alerts of rules that are gone, off, or of another kind end; the others continue. */
  setRules(rules: readonly AlertRule[], now: EvaluationTime): void {
    const next = new Map(rules.filter(({ enabled }) => enabled).map((rule) => [rule.id, compile(rule)]));
    for (const alert of this.life.all()) {
      const rule = next.get(alert.rule);
      if (rule?.kind === alert.kind && this.covers(rule, alert)) continue;
      this.levels.forget(alert.rule);
      this.life.resolve(
        alert.alert_id,
        { ...alert, summary: `${alert.summary} (the rule was changed)` },
        now,
      );
    }
    for (const id of this.rules.keys())
      if (!next.has(id)) {
        this.levels.forget(id);
        this.occurrences.forget(id);
      }
    this.rules = next;
    this.ofAccount.clear();
    this.unscoped = byKind([...next.values()]);
    for (const alert of this.life.all())
      if (ALERT_KINDS[alert.kind].nature === 'level')
        this.levels.resume(next.get(alert.rule)!, scopeOf(alert), alert, alert.alert_id);
    this.occurrences.resume(next, now);
  }

  /** Takes a change of an account. @param delta `null` evaluates the account as a whole, as after a start or new rules */
  account(state: AccountState, delta: AccountDelta | null, now: EvaluationTime): void {
    const rules = this.rulesFor(state);
    const { account_index: index } = state;
    if (!this.accounts.has(index)) {
      this.trades.begin(index, now.wall);
      this.fundings.begin(index, now.wall);
    }
    const known = this.accounts.get(index);
    if (known?.label !== state.label || known.name !== state.name) this.accounts.set(index, state);
    if (delta?.trades) this.fills(state, rowsOf(delta.trades), rules, now);
    if (delta?.orders) this.orders(state, rowsOf(delta.orders), rules, now);
    if (delta?.funding) this.funding(state, rowsOf(delta.funding), rules, now);
    if (delta?.positions) this.positionEvents(state, delta.positions, rules, now);
    if (!delta || delta.positions || delta.sections) this.liquidationDistance(state, rules, now);
    if (!delta || delta.summary !== undefined || delta.sections) this.summary(state, rules, now);
    if (!delta || delta.trades) this.dayPnl(state, rules, now);
    if (!delta || delta.sections) this.staleness(state, rules, now);
    if (!delta || delta.gaps) this.gaps(state, delta?.gaps ? rowsOf(delta.gaps) : [], rules, now);
  }

  link(link: LinkState, now: EvaluationTime): void {
    const before = this.links.get(link.link_id);
    this.links.set(link.link_id, link);
    const account = this.accountOf(link.account_index);
    if (account === undefined) return;
    const what = link.kind === 'rest' ? 'REST polling' : 'stream';
    const name = account ? nameOf(account) : 'Market data';
    const side = DOWN.has(link.state) ? 'over' : link.state === 'connected' ? 'back' : NO_DATA;
    const find = (): RuleFinding => ({
      ...subjectOf(account, link.link_id),
      summary:
        side === 'back'
          ? `${name}: ${what} is connected again`
          : `${name}: ${what} is down (${link.last_error ?? link.state})`,
      details: { link_id: link.link_id, state: link.state, last_error: link.last_error },
    });
    for (const rule of this.unscoped['connection-down'])
      if (rule.watchesAccount(account)) this.levels.note(rule, 'links', link.link_id, side, find, now);
    if (before?.credential_expires_at !== link.credential_expires_at || !before) this.tokenExpiry(link, now);
  }

  egress(egress: EgressState, now: EvaluationTime): void {
    const { egress_id, host, fault, blocked_until, budget } = egress;
    const banned =
      (blocked_until !== null && blocked_until > now.wall) || (fault !== null && BANNED.has(fault));
    const exhausted = budget.limit > 0 && budget.remaining <= 0;
    const subject = `egress/${egress_id}`;
    const until = blocked_until === null ? '' : ` until ${moment(blocked_until)}`;
    const findBan = (): RuleFinding => ({
      ...subjectOf(null, subject),
      summary: banned
        ? `Egress ${host} is blocked by the exchange (${fault ?? 'rate-limited'})${until}`
        : `Egress ${host} is free again`,
      details: { egress_id, host, fault, blocked_until, accounts: egress.accounts.length },
    });
    const findBudget = (): RuleFinding => ({
      ...subjectOf(null, subject),
      summary: exhausted
        ? `Egress ${host} has no request budget left (${budget.limit} per ${budget.window_s} s)`
        : `Egress ${host} has request budget again`,
      details: { egress_id, host, limit: budget.limit, used: budget.used, window_s: budget.window_s },
    });
    for (const rule of this.unscoped['egress-banned'])
      if (this.watchesEgress(rule, egress))
        this.levels.note(rule, 'egresses', subject, banned ? 'over' : 'back', findBan, now);
    for (const rule of this.unscoped['budget-exhausted'])
      if (this.watchesEgress(rule, egress))
        this.levels.note(rule, 'egresses', subject, exhausted ? 'over' : 'back', findBudget, now);
  }

  history({ lag_seconds, faults }: HistoryHealthFacts, now: EvaluationTime): void {
    for (const rule of this.unscoped.history) {
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

  /** Ends a step: fires what is due by now. Call it after changes, and at least once a second. */
  tick(now: EvaluationTime): void {
    this.levels.tick(now);
    this.occurrences.tick(now);
  }

  /** What time alone changes: tokens expire and days end. Call it about once a minute. */
  passTime(states: Iterable<AccountState>, now: EvaluationTime): void {
    for (const link of this.links.values()) this.tokenExpiry(link, now);
    for (const state of states) this.dayPnl(state, this.rulesFor(state), now);
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
    const account = this.accountOf(account_index);
    // Before the first change of an account its group is unknown, so the alert continues.
    return account === undefined || account === null || rule.watchesAccount(account);
  }

  private rulesFor(state: AccountState): RulesByKind {
    const known = this.ofAccount.get(state.account_index);
    if (known && known.label === state.label) return known.rules;
    const rules = byKind([...this.rules.values()].filter((rule) => rule.watchesAccount(state)));
    this.ofAccount.set(state.account_index, { label: state.label, rules });
    return rules;
  }

  private fills(
    state: AccountState,
    trades: readonly Trade[],
    rules: RulesByKind,
    now: EvaluationTime,
  ): void {
    const today = startOfDay(now.wall);
    for (const trade of trades) {
      const { trade_id, timestamp, symbol, realized_pnl } = trade;
      const verdict = this.trades.note(state.account_index, trade_id, timestamp, now.wall, today);
      if (verdict === 'seen') continue;
      if (timestamp >= today && realized_pnl !== null)
        this.pnl.add(state.account_index, realized_pnl, now.wall);
      if (verdict === 'past') continue;
      const forced = FORCED.has(trade.type);
      for (const rule of forced ? rules.liquidation : rules.fill) {
        if (!rule.watchesMarket(symbol)) continue;
        const find = (): RuleFinding => fillFinding(state, trade);
        const subject = `${state.account_index}/${trade_id}`;
        const about = { subject, account_index: state.account_index, market: symbol, find };
        this.occurrences.add(rule, { ...about, at: timestamp, amount: trade.usd_amount }, now);
      }
    }
  }

  private orders(
    state: AccountState,
    orders: readonly Order[],
    rules: RulesByKind,
    now: EvaluationTime,
  ): void {
    if (rules['order-refused'].length === 0) return;
    for (const order of orders) {
      if (isLiveStatus(order.status) || INTENDED.has(order.status)) continue;
      const { order_id, symbol, side, status, price, initial_base_amount: size } = order;
      const finding = {
        ...subjectOf(state, `${state.account_index}/${order_id}`),
        market: symbol,
        summary: `${nameOf(state)}: ${side} order of ${figure(size)} ${symbol} at ${figure(price)} ended as ${status}`,
        details: { order_id, status, side, size, price, client_order_id: order.client_order_id },
      };
      const at = order.transaction_time || order.updated_at || now.wall;
      for (const rule of rules['order-refused'])
        if (rule.watchesMarket(symbol))
          this.occurrences.add(rule, { ...about(finding), at, amount: null }, now);
    }
  }

  private funding(
    state: AccountState,
    rows: readonly NonNullable<AccountState['funding']>[number][],
    rules: RulesByKind,
    now: EvaluationTime,
  ): void {
    for (const { funding_id, timestamp, change, symbol, rate } of rows) {
      const verdict = this.fundings.note(state.account_index, funding_id, timestamp, now.wall, Infinity);
      if (verdict !== 'new' || signOf(change) >= 0) continue;
      const paid = absolute(change);
      const finding = {
        ...subjectOf(state, `${state.account_index}/${funding_id}`),
        market: symbol,
        summary: `${nameOf(state)}: paid ${figure(paid)} funding in ${symbol}`,
        details: { funding_id, paid, rate },
      };
      for (const rule of rules['funding-paid'])
        if (rule.watchesMarket(symbol) && rule.sideOf(paid) === 'over')
          this.occurrences.add(rule, { ...about(finding), at: timestamp, amount: paid }, now);
    }
  }

  private positionEvents(
    state: AccountState,
    delta: NonNullable<AccountDelta['positions']>,
    rules: RulesByKind,
    now: EvaluationTime,
  ): void {
    for (const { event, position, symbol, marketId } of this.positions.note(
      state.account_index,
      delta,
      state.positions,
    )) {
      const size = position ? `${figure(absolute(position.size))} ` : '';
      const side = position ? (signOf(position.size) < 0 ? 'short ' : 'long ') : '';
      const text = {
        'position-opened': `opened ${side}${size}${symbol}`,
        'position-closed': `${symbol} position closed`,
        'position-flipped': `${symbol} position flipped to ${side}${size}`.trim(),
      }[event];
      const finding = {
        ...subjectOf(state, `${state.account_index}/${marketId}/${now.wall}`),
        market: symbol,
        summary: `${nameOf(state)}: ${text}`,
        details: { size: position?.size ?? '0', entry_price: position?.avg_entry_price ?? null },
      };
      for (const rule of rules[event])
        if (rule.watchesMarket(symbol))
          this.occurrences.add(rule, { ...about(finding), at: now.wall, amount: null }, now);
    }
  }

  private liquidationDistance(state: AccountState, rules: RulesByKind, now: EvaluationTime): void {
    const kind = rules['liquidation-distance'];
    if (kind.length === 0 || state.positions === null) return;
    const { positions: section, marks } = state.sections;
    if (section.stale || marks.stale) return this.unknown(kind, state, now);
    const scope = scopeOfAccount(state);
    const numbers = state.positions.map(({ liquidation_distance }) => Number(liquidation_distance));
    for (const rule of kind) {
      const quiet = this.levels.isQuiet(rule, scope);
      for (const [at, position] of state.positions.entries()) {
        const { symbol, liquidation_distance: distance } = position;
        // Without a liquidation price it cannot be liquidated.
        const side = distance === null ? 'back' : rule.sideOf(distance, numbers[at]);
        if ((quiet && side !== 'over') || !rule.watchesMarket(symbol)) continue;
        const find = (): RuleFinding => this.distanceFinding(rule, state, position);
        this.levels.note(rule, scope, subjectOfMarket(state, symbol), side, find, now);
      }
      if (quiet) continue;
      const held = new Set(state.positions.map(({ symbol }) => subjectOfMarket(state, symbol)));
      this.levels.retain(rule, scope, held, now, `${nameOf(state)}: the position is closed`);
    }
  }

  private distanceFinding(rule: CompiledRule, state: AccountState, position: Position): RuleFinding {
    const { symbol, liquidation_distance: distance, size, mark_price, liquidation_price } = position;
    const text = distance === null ? 'has no liquidation price' : `is ${figure(distance)} % from liquidation`;
    return {
      ...subjectOf(state, subjectOfMarket(state, symbol)),
      market: symbol,
      summary: `${nameOf(state)}: ${symbol} ${text}`,
      details: { distance, threshold: rule.threshold, size, mark_price, liquidation_price },
    };
  }

  private summary(state: AccountState, rules: RulesByKind, now: EvaluationTime): void {
    const { summary, sections } = state;
    if (sections.summary.stale) {
      for (const kind of ['margin-usage', 'equity-below', 'drawdown'] as const)
        this.unknown(rules[kind], state, now);
      return;
    }
    if (!summary) return;
    const { margin_usage, total_asset_value: equity } = summary;
    const scope = scopeOfAccount(state);
    if (margin_usage !== null && rules['margin-usage'].length > 0) {
      const make = (): Level => ({
        text: `margin usage is ${figure(margin_usage)} %`,
        details: { margin_usage },
      });
      this.accountLevels(rules['margin-usage'], state, scope, margin_usage, make, now);
    }
    if (equity === null) return;
    if (rules['equity-below'].length > 0) {
      const make = (): Level => ({ text: `equity is ${figure(equity)}`, details: { equity } });
      this.accountLevels(rules['equity-below'], state, scope, equity, make, now);
    }
    let windowS: number | null = null;
    let peak: Decimal = '0';
    for (const rule of rules.drawdown) {
      // Rules with one window share its highest value.
      if (rule.window_s !== windowS) {
        windowS = rule.window_s;
        peak = this.peaks.note(state.account_index, windowS ?? DAY_MS / 1000, equity, now.wall);
      }
      if (signOf(peak) > 0) this.drawdown(rule, state, scope, equity, peak, now);
    }
  }

  private drawdown(
    rule: CompiledRule,
    state: AccountState,
    scope: string,
    equity: Decimal,
    peak: Decimal,
    now: EvaluationTime,
  ): void {
    const about = 100 * (1 - Number(equity) / Number(peak));
    if (about < 0.99 * Number(rule.threshold) && this.levels.isQuiet(rule, scope)) return;
    const fall = times(minus(parseDecimal(peak), parseDecimal(equity)), parseDecimal('100'));
    const drawdown = compareDecimals(equity, peak) >= 0 ? '0' : quotient(fall, parseDecimal(peak), 4);
    const text = `equity is ${figure(drawdown)} % below its highest value of ${figure(peak)}`;
    const make = (): Level => ({ text, details: { drawdown, equity, peak } });
    this.accountLevels([rule], state, scope, drawdown, make, now);
  }

  private dayPnl(state: AccountState, rules: RulesByKind, now: EvaluationTime): void {
    const below = rules['pnl-day-below'];
    const above = rules['pnl-day-above'];
    if (below.length + above.length === 0) return;
    if (state.sections.trades.stale) return this.unknown([...below, ...above], state, now);
    const pnl = this.pnl.of(state.account_index, now.wall);
    const make = (): Level => ({ text: `realized PnL of the day is ${figure(pnl)}`, details: { pnl } });
    this.accountLevels([...below, ...above], state, scopeOfAccount(state), pnl, make, now);
  }

  private staleness(state: AccountState, rules: RulesByKind, now: EvaluationTime): void {
    for (const rule of rules.stale) {
      const name = rule.section ?? staleSection(state);
      const section = name && state.sections[name];
      const stale = section?.stale === true;
      const scope = scopeOfAccount(state);
      if (!stale && this.levels.isQuiet(rule, scope)) continue;
      const what = rule.section ?? 'account';
      const subject = `${state.account_index}/${what}`;
      const find = (): RuleFinding => ({
        ...subjectOf(state, subject),
        summary: stale
          ? `${nameOf(state)}: ${name} ${name === 'summary' ? 'is' : 'are'} stale (${section.reason ?? 'not confirmed'})`
          : `${nameOf(state)}: ${what} is fresh again`,
        details: { section: name, reason: section?.reason ?? null },
      });
      this.levels.note(rule, scope, subject, stale ? 'over' : 'back', find, now);
    }
  }

  private gaps(
    state: AccountState,
    changed: readonly AccountState['gaps'][number][],
    rules: RulesByKind,
    now: EvaluationTime,
  ): void {
    for (const gap of changed) {
      if (gap.closed_at === null || gap.complete !== false) continue;
      const finding = {
        ...subjectOf(state, `${state.account_index}/${gap.gap_id}`),
        summary: `${nameOf(state)}: a gap was closed incomplete (${gap.reason ?? gap.cause})`,
        details: { gap_id: gap.gap_id, cause: gap.cause, reason: gap.reason, opened_at: gap.opened_at },
      };
      for (const rule of rules['gap-incomplete'])
        this.occurrences.add(rule, { ...about(finding), at: gap.closed_at, amount: null }, now);
    }
    const scope = scopeOfAccount(state);
    for (const rule of rules['gap-open']) {
      const open = new Set<string>();
      for (const gap of state.gaps) {
        if (gap.closed_at !== null) continue;
        const subject = `${state.account_index}/${gap.gap_id}`;
        open.add(subject);
        const find = (): RuleFinding => ({
          ...subjectOf(state, subject),
          summary: `${nameOf(state)}: fills may be missing since ${moment(gap.opened_at)} (${gap.cause})`,
          details: { gap_id: gap.gap_id, cause: gap.cause, opened_at: gap.opened_at },
        });
        this.levels.note(rule, scope, subject, 'over', find, now);
      }
      this.levels.retain(rule, scope, open, now, `${nameOf(state)}: the gap is closed`);
    }
  }

  private tokenExpiry(link: LinkState, now: EvaluationTime): void {
    const rules = this.unscoped['token-expires'];
    const { credential_expires_at: expires } = link;
    const account = this.accountOf(link.account_index);
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

  /** A value of the account as a whole, against several rules. */
  private accountLevels(
    rules: readonly CompiledRule[],
    state: AccountState,
    scope: string,
    value: Decimal,
    make: () => Level,
    now: EvaluationTime,
  ): void {
    const number = Number(value);
    for (const rule of rules) {
      const side = rule.sideOf(value, number);
      if (side !== 'over' && this.levels.isQuiet(rule, scope)) continue;
      const subject = String(state.account_index);
      const find = (): RuleFinding => {
        const { text, details } = make();
        const summary = `${nameOf(state)}: ${text}`;
        return { ...subjectOf(state, subject), summary, details: { ...details, threshold: rule.threshold } };
      };
      this.levels.note(rule, scope, subject, side, find, now);
    }
  }

  /** Stale values neither fire nor clear; what waited for `for_s` begins anew. */
  private unknown(rules: readonly CompiledRule[], state: AccountState, now: EvaluationTime): void {
    for (const rule of rules) this.levels.pause(rule, scopeOfAccount(state), now);
  }

  private watchesEgress(rule: CompiledRule, { accounts }: EgressState): boolean {
    if (rule.watchesAccount(null)) return true;
    return accounts.some((index) => {
      const account = this.accounts.get(index);
      return account !== undefined && rule.watchesAccount(account);
    });
  }

  /** @returns `null` for no account, `undefined` for one that has not been seen yet */
  private accountOf(index: number | null) {
    return index === null ? null : this.accounts.get(index);
  }
}

function scopeOf({ kind, account_index }: Alert): string {
  const scopes: Partial<Record<AlertKind, string>> = {
    'connection-down': 'links',
    'token-expires': 'tokens',
    'egress-banned': 'egresses',
    'budget-exhausted': 'egresses',
    history: 'history',
  };
  return scopes[kind] ?? `account/${account_index}`;
}

/** Scopes of accounts by index, so that a change does not build the text again. */
const accountScopes = new Map<number, string>();

function scopeOfAccount({ account_index }: AccountState): string {
  let scope = accountScopes.get(account_index);
  if (scope === undefined) accountScopes.set(account_index, (scope = `account/${account_index}`));
  return scope;
}

function subjectOfMarket({ account_index }: AccountState, symbol: string): string {
  return `${account_index}/${symbol}`;
}

/** What is said of a level. */
interface Level {
  text: string;
  details: RuleFinding['details'];
}

type Named = Pick<AccountState, 'account_index' | 'name' | 'label'>;

function nameOf({ name, label }: Named): string {
  return label?.label ?? name;
}

function subjectOf(account: Named | null, subject: string) {
  return {
    account_index: account?.account_index ?? null,
    account_name: account && nameOf(account),
    market: null as string | null,
    subject,
    count: 1,
  };
}

/** What an occurrence is about. */
function about(finding: RuleFinding) {
  const { subject, account_index, market } = finding;
  return { subject, account_index, market, find: () => finding };
}

function fillFinding(state: AccountState, trade: Trade): RuleFinding {
  const { trade_id, type, side, role, size, price, usd_amount, realized_pnl } = trade;
  return {
    ...subjectOf(state, `${state.account_index}/${trade_id}`),
    market: trade.symbol,
    summary: `${nameOf(state)}: ${fillText(trade)}`,
    details: { trade_id, type, side, role, size, price, usd_amount, realized_pnl },
  };
}

function rowsOf<T>(delta: ListDelta<T>): readonly T[] {
  return 'set' in delta ? (delta.set ?? []) : (delta.upsert ?? []);
}

function fillText({ type, side, size, symbol, price, realized_pnl }: Trade): string {
  const verb = FORCED.has(type)
    ? `${type} ${side === 'buy' ? 'bought' : 'sold'}`
    : side === 'buy'
      ? 'bought'
      : 'sold';
  const pnl = realized_pnl === null || signOf(realized_pnl) === 0 ? '' : `, realized ${figure(realized_pnl)}`;
  return `${verb} ${figure(size)} ${symbol} at ${figure(price)}${pnl}`;
}
