import type { Clock } from '../../../src/clock/clock.js';
import type { Account } from '../../../src/simulator/exchange/account.js';
import { formatScaled } from '../../../src/simulator/exchange/scaled-integer.js';
import type { Exchange } from '../../../src/simulator/exchange/exchange.js';
import { assetsJson } from '../../../src/simulator/wire/account-json.js';
import { QUOTE_DECIMALS } from '../../../src/simulator/exchange/market.js';
import type { Fill } from './sent-fills.js';
import type { Funding } from '../../../src/simulator/exchange/records.js';

/** A row as text: fields joined in a fixed order, decimals without trailing zeros. */
export type RowText = string;

/** A decimal in its shortest form, so that `1.50`, `1.5` and `-0` compare by value. */
export function shortest(value: unknown): string {
  const text = String(value);
  if (!/^-?\d+(\.\d+)?$/.test(text)) return text;
  const cut = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  return cut === '-0' ? '0' : cut;
}

export const POSITION_FIELDS = ['size', 'avg_entry_price', 'realized_pnl', 'total_funding_paid_out'] as const;
export const ORDER_FIELDS = ['status', 'price', 'remaining_base_amount', 'filled_base_amount'] as const;
export const ASSET_FIELDS = ['balance', 'locked_balance', 'margin_balance'] as const;
export const SUMMARY_FIELDS = ['collateral', 'total_asset_value', 'available_balance'] as const;
export const REQUIREMENT_FIELDS = [
  'cross_initial_margin_requirement',
  'cross_maintenance_margin_requirement',
] as const;

const money = (value: bigint): string => shortest(formatScaled(value, QUOTE_DECIMALS));

/** Open positions of a past state, as rows by market. */
export function positionsOf(account: Account): Map<string, RowText> {
  const rows = new Map<string, RowText>();
  for (const [id, { size, averageEntry, realizedPnl, fundingPaid, market }] of account.positions) {
    if (size === 0n) continue;
    const { sizeDecimals, priceDecimals } = market.spec;
    const fields = [formatScaled(size, sizeDecimals), formatScaled(averageEntry, priceDecimals)];
    rows.set(String(id), [...fields.map(shortest), money(realizedPnl), money(fundingPaid)].join(' '));
  }
  return rows;
}

/** Live orders of a past state, as rows by id. */
export function ordersOf(account: Account): Map<string, RowText> {
  const rows = new Map<string, RowText>();
  for (const { id, status, price, remaining, filledBase, market } of account.orders.values()) {
    const { sizeDecimals, priceDecimals } = market.spec;
    const amounts = [
      formatScaled(price, priceDecimals),
      formatScaled(remaining, sizeDecimals),
      formatScaled(filledBase, sizeDecimals),
    ];
    rows.set(String(id), [status, ...amounts.map(shortest)].join(' '));
  }
  return rows;
}

/** Assets of a past state, as rows by id, in the exchange's own words. */
export function assetsOf(account: Account): Map<string, RowText> {
  const rows = Object.entries(JSON.parse(assetsJson(account)) as Record<string, Record<string, unknown>>);
  return new Map(rows.map(([id, row]) => [id, ASSET_FIELDS.map((field) => shortest(row[field])).join(' ')]));
}

export function summaryOf(account: Account): Record<string, string> {
  return {
    collateral: money(account.collateral),
    total_asset_value: money(account.portfolioValue),
    available_balance: money(account.availableBalance),
    cross_initial_margin_requirement: money(account.initialRequirement),
    cross_maintenance_margin_requirement: money(account.maintenanceRequirement),
  };
}

interface Rendered {
  version: string;
  text: unknown;
}

/** The state of the exchange at any moment of the past. */
export class Truth {
  private readonly sizes = new Map<number, { text: string; changes: number[] }>();
  private readonly rendered = new Map<unknown, Map<number, Rendered>>();
  /** Every payment, also those that a reset of the exchange forgot. */
  private readonly payments = new Map<number, Map<string, RowText>>();

  constructor(
    private readonly exchange: Exchange,
    private readonly clock: Clock,
  ) {
    for (const account of exchange.accounts) {
      this.noteSizes(account);
      this.notePayments(account.index, account.fundings);
    }
    exchange.listen({
      accountChanged: ({ account, fundings }) => {
        this.noteSizes(account);
        this.notePayments(account.index, fundings);
      },
      pricesMoved: () => undefined,
    });
  }

  /** A text of the account as it is now, made once per change of it or, where `ofMarks`, of the marks. */
  latest<T>(account: number, render: (state: Account) => T, ofMarks = false): T {
    const { history } = this.exchange;
    const version = `${history.versionOf(account)} ${ofMarks ? history.versionOf(null) : ''}`;
    const known = this.rendered.get(render) ?? new Map<number, Rendered>();
    this.rendered.set(render, known);
    const last = known.get(account);
    if (last?.version === version) return last.text as T;
    const text = render(this.exchange.account(account));
    known.set(account, { version, text });
    return text;
  }

  /** A market's mark now, in shortest form. */
  latestMark(market: number): string {
    const { mark, spec } = this.exchange.market(market);
    return shortest(formatScaled(mark, spec.priceDecimals));
  }

  /** States within [from, to], changes of the account only. */
  states(account: number, from: number, to: number): Account[] {
    return this.exchange.history.statesOf(account, from, to);
  }

  /** States within [from, to], changes of the account and of marks, latest first. */
  views(account: number, from: number, to: number): Generator<Account> {
    return this.exchange.history.viewsOf(account, from, to);
  }

  at(account: number, time: number): Account {
    return this.exchange.history.stateAt(account, time);
  }

  /** When a position's size last changed, no later than `time`; -Infinity when never. */
  lastSizeChange(account: number, time: number): number {
    return this.sizes.get(account)?.changes.findLast((at) => at <= time) ?? -Infinity;
  }

  /** Marks of a market within [from, to] in shortest form. */
  marks(market: number, from: number, to: number): Set<string> {
    const { priceDecimals } = this.exchange.market(market).spec;
    const values = this.exchange.history.marksOf(market, from, to);
    return new Set(values.map((mark) => shortest(formatScaled(mark, priceDecimals))));
  }

  /** Fills of the account, oldest first, and when each was made, in monotonic ms. */
  fills(account: number): readonly (Fill & { at: number })[] {
    const fills = this.exchange.history.fillsOf(account);
    return fills.map(({ id, timestamp, at }) => ({ trade_id: id, timestamp, at }));
  }

  /** Funding payments of the account by id, each with its change of collateral. */
  funding(account: number): ReadonlyMap<string, RowText> {
    return this.payments.get(account) ?? new Map<string, RowText>();
  }

  private notePayments(account: number, fundings: readonly Funding[]): void {
    const known = this.payments.get(account) ?? new Map<string, RowText>();
    this.payments.set(account, known);
    for (const { id, market, change } of fundings) known.set(String(id), `${market.id} ${money(change)}`);
  }

  private noteSizes(account: Account): void {
    const open = [...account.positions.values()].filter(({ size }) => size !== 0n);
    const text = open.map(({ market, size }) => `${market.id}:${size}`).join();
    const known = this.sizes.get(account.index) ?? { text, changes: [] };
    this.sizes.set(account.index, known);
    if (known.text !== text) known.changes.push(this.clock.monotonic());
    known.text = text;
  }
}
