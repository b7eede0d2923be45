import {
  staleSection,
  type AccountState,
  type Decimal,
  type Position,
} from 'lighter-broadcaster-protocol/account';
import { compareDecimals, minus, parseDecimal, quotient, times } from 'lighter-broadcaster-protocol/decimal';
import type { AccountDelta } from 'lighter-broadcaster-protocol/delta';
import { figure, moment } from './alert-figures.js';
import type { CompiledRule, RulesByKind } from './compiled-rules.js';
import type { DayPnl } from './day-pnl.js';
import type { EquityPeaks, Peak } from './equity-peaks.js';
import { nameOf, subjectOf, type EvaluationTime, type RuleFinding } from './finding.js';
import type { Levels } from './levels.js';
import type { SectionFreshness } from './section-freshness.js';

const DAY_S = 86_400;
/** A drawdown this far below the threshold by doubles is below it by decimals too. */
const CLEARLY = 0.99;

/** What is said of a value. */
interface Said {
  text: string;
  details: RuleFinding['details'];
}

/** Figures of an account that last: distances, usage, equity, PnL of the day, freshness and open gaps. */
export class AccountLevels {
  constructor(
    private readonly levels: Levels,
    private readonly peaks: EquityPeaks,
    private readonly pnl: DayPnl,
    private readonly freshness: SectionFreshness,
  ) {}

  /** @param deltas the changes that led to this state; `null` evaluates every figure */
  note(
    state: AccountState,
    deltas: readonly AccountDelta[] | null,
    rules: RulesByKind,
    now: EvaluationTime,
  ): void {
    // Nearly every change carries sections, because the time of their confirmation moved.
    const moved = this.freshness.note(state);
    const isNamed = (part: keyof AccountDelta): boolean =>
      deltas === null || deltas.some((delta) => delta[part] !== undefined);
    const arePositionsNew = isNamed('positions') || moved.includes('positions');
    if (arePositionsNew || moved.includes('marks'))
      this.liquidationDistance(state, rules['liquidation-distance'], now);
    if (isNamed('summary') || moved.includes('summary')) this.summary(state, rules, now);
    if (isNamed('trades') || moved.includes('trades') || isNamed('gaps')) this.dayPnl(state, rules, now);
    // Marks count while a position is open.
    if (arePositionsNew || moved.length > 0) this.staleness(state, rules.stale, now);
    if (isNamed('gaps')) this.openGaps(state, rules['gap-open'], now);
  }

  /** Days end without a change. */
  dayPnl(state: AccountState, rules: RulesByKind, now: EvaluationTime): void {
    const [below, above] = [rules['pnl-day-below'], rules['pnl-day-above']];
    if (below.length + above.length === 0) return;
    const pnl = this.pnl.of(state, now.wall);
    for (const ofKind of [below, above])
      if (pnl === null) this.unknown(ofKind, state, now);
      else this.compare(ofKind, state, pnl, sayPnl, now);
  }

  private liquidationDistance(
    state: AccountState,
    rules: readonly CompiledRule[],
    now: EvaluationTime,
  ): void {
    const first = rules[0];
    const { account_index, positions, sections } = state;
    if (!first || positions === null) return;
    if (sections.positions.stale || sections.marks.stale) return this.unknown(rules, state, now);
    const isQuiet = rules.every((rule) => this.levels.isQuietFor(rule, account_index));
    if (isQuiet && !positions.some((position) => isOver(first, position))) return;
    const held = new Set(positions.map(({ symbol }) => subjectOfMarket(state, symbol)));
    for (const rule of rules) {
      for (const position of positions) {
        const { symbol, liquidation_distance: distance } = position;
        if (!rule.watchesMarket(symbol)) continue;
        // Without a liquidation price it cannot be liquidated.
        const side = distance === null ? 'back' : rule.sideOf(distance);
        const find = (): RuleFinding => distanceFinding(rule, state, position);
        this.levels.note(rule, account_index, subjectOfMarket(state, symbol), side, find, now);
      }
      this.levels.retain(rule, account_index, held, now, `${nameOf(state)}: the position is closed`);
    }
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
    if (margin_usage !== null) this.compare(rules['margin-usage'], state, margin_usage, sayUsage, now);
    if (equity === null) return;
    this.compare(rules['equity-below'], state, equity, sayEquity, now);
    this.drawdown(state, rules.drawdown, equity, now);
  }

  private drawdown(
    state: AccountState,
    rules: readonly CompiledRule[],
    equity: Decimal,
    now: EvaluationTime,
  ): void {
    const { account_index } = state;
    const number = Number(equity);
    /** Rules with one window share its highest value. */
    const peaks = new Map<number, Peak>();
    for (const rule of rules) {
      const windowS = rule.window_s ?? DAY_S;
      let known = peaks.get(windowS);
      if (!known) peaks.set(windowS, (known = this.peaks.note(account_index, windowS, equity, now.wall)));
      const { peak, number: highest } = known;
      if (highest <= 0) continue;
      const isClearlyLess = 100 * (1 - number / highest) < CLEARLY * rule.limit;
      if (isClearlyLess && this.levels.isQuietFor(rule, account_index)) continue;
      const fall = times(minus(parseDecimal(peak), parseDecimal(equity)), parseDecimal('100'));
      const drawdown = compareDecimals(equity, peak) >= 0 ? '0' : quotient(fall, parseDecimal(peak), 4);
      const text = `equity is ${figure(drawdown)} % below its highest value of ${figure(peak)}`;
      this.compare([rule], state, drawdown, () => ({ text, details: { drawdown, equity, peak } }), now);
    }
  }

  private staleness(state: AccountState, rules: readonly CompiledRule[], now: EvaluationTime): void {
    if (rules.length === 0) return;
    const { account_index, sections } = state;
    const ofAccount = staleSection(state);
    for (const rule of rules) {
      const name = rule.section ?? ofAccount;
      const section = name && sections[name];
      const stale = section?.stale === true;
      if (!stale && this.levels.isQuietFor(rule, account_index)) continue;
      const what = rule.section ?? 'account';
      const subject = `${account_index}/${what}`;
      const find = (): RuleFinding => ({
        ...subjectOf(state, subject),
        summary: stale
          ? `${nameOf(state)}: ${name} ${name === 'summary' ? 'is' : 'are'} stale (${section.reason ?? 'not confirmed'})`
          : `${nameOf(state)}: ${what} is fresh again`,
        details: { section: name, reason: section?.reason ?? null },
      });
      this.levels.note(rule, account_index, subject, stale ? 'over' : 'back', find, now);
    }
  }

  private openGaps(state: AccountState, rules: readonly CompiledRule[], now: EvaluationTime): void {
    const { account_index } = state;
    for (const rule of rules) {
      const open = new Set<string>();
      for (const { gap_id, cause, opened_at, closed_at } of state.gaps) {
        if (closed_at !== null) continue;
        const subject = `${account_index}/${gap_id}`;
        open.add(subject);
        const find = (): RuleFinding => ({
          ...subjectOf(state, subject),
          summary: `${nameOf(state)}: fills may be missing since ${moment(opened_at)} (${cause})`,
          details: { gap_id, cause, opened_at },
        });
        this.levels.note(rule, account_index, subject, 'over', find, now);
      }
      this.levels.retain(rule, account_index, open, now, `${nameOf(state)}: the gap is closed`);
    }
  }

  /** Compares a value of the account as a whole. @param say called when an alert needs it */
  private compare(
    rules: readonly CompiledRule[],
    state: AccountState,
    value: Decimal,
    say: (value: Decimal) => Said,
    now: EvaluationTime,
  ): void {
    const { account_index } = state;
    const number = Number(value);
    const isQuiet = this.levels.isQuiet(account_index);
    for (const rule of rules) {
      const side = rule.sideOf(value, number);
      if (side !== 'over') {
        // The rules after it fire later still.
        if (isQuiet) return;
        if (this.levels.isQuietFor(rule, account_index)) continue;
      }
      const subject = String(account_index);
      const find = (): RuleFinding => {
        const { text, details } = say(value);
        const summary = `${nameOf(state)}: ${text}`;
        return { ...subjectOf(state, subject), summary, details: { ...details, threshold: rule.threshold } };
      };
      this.levels.note(rule, account_index, subject, side, find, now);
    }
  }

  /** Stale values neither fire nor clear; what waited for `for_s` begins anew. */
  private unknown(rules: readonly CompiledRule[], state: AccountState, now: EvaluationTime): void {
    for (const rule of rules) this.levels.pause(rule, state.account_index, now);
  }
}

function sayUsage(margin_usage: Decimal): Said {
  return { text: `margin usage is ${figure(margin_usage)} %`, details: { margin_usage } };
}

function sayEquity(equity: Decimal): Said {
  return { text: `equity is ${figure(equity)}`, details: { equity } };
}

function sayPnl(pnl: Decimal): Said {
  return { text: `realized PnL of the day is ${figure(pnl)}`, details: { pnl } };
}

function isOver(rule: CompiledRule, { liquidation_distance: distance }: Position): boolean {
  return distance !== null && rule.sideOf(distance) === 'over';
}

function distanceFinding(rule: CompiledRule, state: AccountState, position: Position): RuleFinding {
  const { symbol, liquidation_distance: distance, size, mark_price, liquidation_price } = position;
  const text = distance === null ? 'has no liquidation price' : `is ${figure(distance)} % from liquidation`;
  return {
    ...subjectOf(state, subjectOfMarket(state, symbol)),
    market: symbol,
    summary: `${nameOf(state)}: ${symbol} ${text}`,
    details: { distance, threshold: rule.threshold, size, mark_price, liquidation_price },
  };
}

function subjectOfMarket({ account_index }: AccountState, symbol: string): string {
  return `${account_index}/${symbol}`;
}
