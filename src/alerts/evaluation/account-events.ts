import {
  isLiveStatus,
  type AccountState,
  type Decimal,
  type Funding,
  type Gap,
  type Millis,
  type Order,
  type Trade,
} from 'lighter-broadcaster-protocol/account';
import { absolute, signOf } from 'lighter-broadcaster-protocol/decimal';
import type { AccountDelta, ListDelta } from 'lighter-broadcaster-protocol/delta';
import { figure } from './alert-figures.js';
import type { CompiledRule, RulesByKind } from './compiled-rules.js';
import type { DayPnl } from './day-pnl.js';
import { nameOf, subjectOf, type EvaluationTime, type RuleFinding } from './finding.js';
import type { Occurrences } from './occurrences.js';
import type { PositionsKnown } from './positions-known.js';
import type { SeenIds } from './seen-ids.js';

/** Ends of an order that its owner chose, or that follow from another order. */
const INTENDED = new Set(['filled', 'canceled', 'canceled-expired', 'canceled-oco', 'canceled-child']);
const FORCED = new Set(['liquidation', 'deleverage']);

/** What events are recognized by, across restarts. */
export interface KnownEvents {
  trades: SeenIds;
  fundings: SeenIds;
  positions: PositionsKnown;
  pnl: DayPnl;
}

/** What happens to an account and is over: fills, refused orders, payments, positions that open and close, lost gaps. */
export class AccountEvents {
  constructor(
    private readonly occurrences: Occurrences,
    private readonly known: KnownEvents,
  ) {}

  /** Fills of a list that nothing has followed before count from this moment on. */
  begin(account: number, now: EvaluationTime): void {
    this.known.trades.begin(account, now.wall);
    this.known.fundings.begin(account, now.wall);
  }

  /** @param delta `null` takes the fills that the state has, which a restored state carries without a change */
  note(state: AccountState, delta: AccountDelta | null, rules: RulesByKind, now: EvaluationTime): void {
    const trades = delta ? delta.trades && rowsOf(delta.trades) : state.trades;
    if (trades) this.fills(state, trades, rules, now);
    if (delta?.orders) this.orders(state, rowsOf(delta.orders), rules, now);
    if (delta?.funding) this.funding(state, rowsOf(delta.funding), rules, now);
    if (delta?.positions) this.moves(state, delta.positions, rules, now);
    if (delta?.gaps) this.gaps(state, rowsOf(delta.gaps), rules, now);
  }

  private fills(
    state: AccountState,
    trades: readonly Trade[],
    rules: RulesByKind,
    now: EvaluationTime,
  ): void {
    const { account_index } = state;
    const today = this.known.pnl.startOfDay(now.wall);
    for (const trade of trades) {
      const { trade_id, timestamp, symbol, realized_pnl } = trade;
      const verdict = this.known.trades.note(account_index, trade_id, timestamp, now.wall, today);
      if (verdict === 'seen') continue;
      if (timestamp >= today && realized_pnl !== null)
        this.known.pnl.add(account_index, realized_pnl, now.wall);
      if (verdict === 'past') continue;
      for (const rule of FORCED.has(trade.type) ? rules.liquidation : rules.fill) {
        if (!rule.watchesMarket(symbol)) continue;
        const find = (): RuleFinding => fillFinding(state, trade);
        const about = { subject: `${account_index}/${trade_id}`, account_index, market: symbol, find };
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
      const { order_id, status, side, symbol, price, initial_base_amount: size } = order;
      const finding = {
        ...subjectOf(state, `${state.account_index}/${order_id}`),
        market: symbol,
        summary: `${nameOf(state)}: ${side} order of ${figure(size)} ${symbol} at ${figure(price)} ended as ${status}`,
        details: { order_id, status, side, size, price, client_order_id: order.client_order_id },
      };
      this.add(rules['order-refused'], finding, order.transaction_time || order.updated_at || now.wall, now);
    }
  }

  private funding(
    state: AccountState,
    rows: readonly Funding[],
    rules: RulesByKind,
    now: EvaluationTime,
  ): void {
    for (const { funding_id, timestamp, change, symbol, rate } of rows) {
      const { account_index } = state;
      const verdict = this.known.fundings.note(account_index, funding_id, timestamp, now.wall, Infinity);
      if (verdict !== 'new' || signOf(change) >= 0) continue;
      const paid = absolute(change);
      const finding = {
        ...subjectOf(state, `${account_index}/${funding_id}`),
        market: symbol,
        summary: `${nameOf(state)}: paid ${figure(paid)} funding in ${symbol}`,
        details: { funding_id, paid, rate },
      };
      const over = rules['funding-paid'].filter((rule) => rule.sideOf(paid) === 'over');
      this.add(over, finding, timestamp, now, paid);
    }
  }

  private moves(
    state: AccountState,
    delta: NonNullable<AccountDelta['positions']>,
    rules: RulesByKind,
    now: EvaluationTime,
  ): void {
    const { account_index } = state;
    const moves = this.known.positions.note(account_index, delta, state.positions);
    for (const { event, position, symbol, marketId } of moves) {
      const size = position ? `${figure(absolute(position.size))} ` : '';
      const side = position ? (signOf(position.size) < 0 ? 'short ' : 'long ') : '';
      const text = {
        'position-opened': `opened ${side}${size}${symbol}`,
        'position-closed': `${symbol} position closed`,
        'position-flipped': `${symbol} position flipped to ${side}${size}`.trim(),
      }[event];
      const finding = {
        ...subjectOf(state, `${account_index}/${marketId}/${now.wall}`),
        market: symbol,
        summary: `${nameOf(state)}: ${text}`,
        details: { size: position?.size ?? '0', entry_price: position?.avg_entry_price ?? null },
      };
      this.add(rules[event], finding, now.wall, now);
    }
  }

  private gaps(state: AccountState, gaps: readonly Gap[], rules: RulesByKind, now: EvaluationTime): void {
    for (const { gap_id, cause, reason, opened_at, closed_at, complete } of gaps) {
      if (closed_at === null || complete !== false) continue;
      const finding = {
        ...subjectOf(state, `${state.account_index}/${gap_id}`),
        summary: `${nameOf(state)}: a gap was closed incomplete (${reason ?? cause})`,
        details: { gap_id, cause, reason, opened_at },
      };
      this.add(rules['gap-incomplete'], finding, closed_at, now);
    }
  }

  /** @param finding about a market; without one it concerns rules of every market */
  private add(
    rules: readonly CompiledRule[],
    finding: RuleFinding,
    at: Millis,
    now: EvaluationTime,
    amount: Decimal | null = null,
  ): void {
    const { subject, account_index, market } = finding;
    for (const rule of rules)
      if (market === null || rule.watchesMarket(market))
        this.occurrences.add(rule, { subject, account_index, market, find: () => finding, at, amount }, now);
  }
}

function rowsOf<T>(delta: ListDelta<T>): readonly T[] {
  return 'set' in delta ? (delta.set ?? []) : (delta.upsert ?? []);
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

function fillText({ type, side, size, symbol, price, realized_pnl }: Trade): string {
  const verb = side === 'buy' ? 'bought' : 'sold';
  const what = FORCED.has(type) ? `${type} ${verb}` : verb;
  const pnl = realized_pnl === null || signOf(realized_pnl) === 0 ? '' : `, realized ${figure(realized_pnl)}`;
  return `${what} ${figure(size)} ${symbol} at ${figure(price)}${pnl}`;
}
