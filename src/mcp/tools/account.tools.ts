import { Injectable } from '@nestjs/common';
import { staleSection, type AccountState, type SectionName } from 'lighter-broadcaster-protocol/account';
import { z } from 'zod';
import type { Principal } from '../../access/principal.js';
import { RenderCache } from '../../cache/render-cache.js';
import { Clock } from '../../clock/clock.js';
import { PortfolioService } from '../../portfolio/portfolio.service.js';
import { freshnessOf, freshnessSchema, staleAmong } from '../answer-freshness.js';
import { accountIndex, cut, decimal, iso, listOf, marketSymbol, rowLimit, tool, type Tool } from './tool.js';

const LIVE: readonly SectionName[] = ['summary', 'positions', 'marks', 'orders', 'trades'];
const POSITIONS: readonly SectionName[] = ['positions', 'marks'];
const ORDERS: readonly SectionName[] = ['orders'];

const account = z.object({
  account_index: z.number(),
  name: z.string(),
  label: z.string().nullable().describe('What people call it; null until it has a label'),
  group: z.string().nullable(),
  live: z.boolean().describe('False: some of this row may be out of date'),
  equity: decimal.describe('Collateral plus unrealized PnL'),
  collateral: decimal,
  available_balance: decimal,
  unrealized_pnl: decimal,
  margin_usage: decimal.describe('Percent'),
  leverage: decimal,
  positions: z.number().nullable().describe('Open positions; null while unknown'),
  orders: z.number().nullable().describe('Live orders; null while unknown'),
  volume_24h: decimal,
});

const position = z.object({
  account_index: z.number(),
  account: z.string(),
  market_id: z.number(),
  symbol: z.string(),
  side: z.enum(['long', 'short']),
  size: z.string().describe('Signed: negative is short'),
  avg_entry_price: z.string(),
  mark_price: decimal,
  position_value: z.string(),
  unrealized_pnl: z.string(),
  realized_pnl: decimal,
  liquidation_price: decimal.describe('null when there is none'),
  liquidation_distance: decimal.describe('Percent of the mark price; null when there is none'),
  margin_mode: z.enum(['cross', 'isolated']).nullable(),
  stale: z.boolean(),
});

const order = z.object({
  account_index: z.number(),
  account: z.string(),
  order_id: z.string(),
  client_order_id: z.string(),
  market_id: z.number(),
  symbol: z.string(),
  side: z.enum(['buy', 'sell']),
  type: z.string(),
  time_in_force: z.string(),
  status: z.string(),
  price: z.string(),
  trigger_price: z.string(),
  remaining: z.string(),
  filled: z.string(),
  reduce_only: z.boolean(),
  created_at: z.string(),
  stale: z.boolean(),
});

const unknownAccounts = z
  .array(z.object({ account_index: z.number(), name: z.string(), reason: z.string().nullable() }))
  .describe(
    'Accounts whose list is not known. They are missing from the rows, which is not the same as having none.',
  );

const filter = z.strictObject({
  account_index: accountIndex,
  market: marketSymbol,
  limit: rowLimit(500, 100),
});

/** What the accounts hold now. */
@Injectable()
export class AccountTools {
  readonly tools: readonly Tool[] = [
    tool({
      name: 'list_accounts',
      title: 'Accounts',
      description: 'All accounts with equity, margin and the number of positions and orders.',
      input: z.strictObject({ limit: rowLimit(500, 100) }),
      output: z.object({ ...listOf(account), freshness: freshnessSchema }),
      run: ({ principal }, { limit }) => {
        const states = this.states(principal);
        const figures = new Map(
          this.portfolio.of(principal).accounts.map((each) => [Number(each.account_index), each]),
        );
        const rows = states.map((state) => {
          const {
            equity = null,
            unrealized_pnl = null,
            volume_24h = null,
          } = figures.get(state.account_index) ?? {};
          return {
            account_index: state.account_index,
            name: state.name,
            label: state.label?.label ?? null,
            group: state.label?.group ?? null,
            live: staleSection(state) === null,
            equity,
            collateral: state.summary?.collateral ?? null,
            available_balance: state.summary?.available_balance ?? null,
            unrealized_pnl: state.positions && unrealized_pnl,
            margin_usage: state.summary?.margin_usage ?? null,
            leverage: state.summary?.leverage ?? null,
            positions: state.positions?.length ?? null,
            orders: state.orders?.length ?? null,
            volume_24h: state.volumes || state.trades ? volume_24h : null,
          };
        });
        return { ...cut(rows, limit), freshness: this.freshness(states, LIVE) };
      },
    }),
    tool({
      name: 'get_positions',
      title: 'Positions',
      description: 'Open positions, closest to liquidation first.',
      input: filter,
      output: z.object({
        ...listOf(position),
        unknown_accounts: unknownAccounts,
        freshness: freshnessSchema,
      }),
      run: ({ principal }, { account_index, market, limit }) => {
        const states = this.states(principal, account_index);
        const rows = states.flatMap((state) => {
          const stale = staleAmong(state, POSITIONS) !== null;
          return (state.positions ?? []).filter(ofMarket(market)).map((row) => ({
            account_index: state.account_index,
            account: calledName(state),
            market_id: row.market_id,
            symbol: row.symbol,
            side: row.size.startsWith('-') ? ('short' as const) : ('long' as const),
            size: row.size,
            avg_entry_price: row.avg_entry_price,
            mark_price: row.mark_price,
            position_value: row.position_value,
            unrealized_pnl: row.unrealized_pnl,
            realized_pnl: row.realized_pnl,
            liquidation_price: Number(row.liquidation_price ?? 0) === 0 ? null : row.liquidation_price,
            liquidation_distance: row.liquidation_distance,
            margin_mode: row.margin_mode,
            stale,
          }));
        });
        const distance = (text: string | null): number => (text === null ? Infinity : Number(text));
        const near = rows.toSorted((a, b) =>
          compare(distance(a.liquidation_distance), distance(b.liquidation_distance)),
        );
        return {
          ...cut(near, limit),
          unknown_accounts: unknown(states, 'positions'),
          freshness: this.freshness(states, POSITIONS),
        };
      },
    }),
    tool({
      name: 'get_orders',
      title: 'Orders',
      description: 'Live orders, newest first.',
      input: filter,
      output: z.object({ ...listOf(order), unknown_accounts: unknownAccounts, freshness: freshnessSchema }),
      run: ({ principal }, { account_index, market, limit }) => {
        const states = this.states(principal, account_index);
        const rows = states
          .flatMap((state) => (state.orders ?? []).filter(ofMarket(market)).map((row) => ({ row, state })))
          .sort((a, b) => b.row.created_at - a.row.created_at);
        const { rows: kept, ...counts } = cut(rows, limit);
        return {
          rows: kept.map(({ row, state }) => ({
            account_index: state.account_index,
            account: calledName(state),
            order_id: row.order_id,
            client_order_id: row.client_order_id,
            market_id: row.market_id,
            symbol: row.symbol,
            side: row.side,
            type: row.type,
            time_in_force: row.time_in_force,
            status: row.status,
            price: row.price,
            trigger_price: row.trigger_price,
            remaining: row.remaining_base_amount,
            filled: row.filled_base_amount,
            reduce_only: row.reduce_only,
            created_at: iso(row.created_at),
            stale: state.sections.orders.stale,
          })),
          ...counts,
          unknown_accounts: unknown(states, 'orders'),
          freshness: this.freshness(states, ORDERS),
        };
      },
    }),
    tool({
      name: 'get_portfolio',
      title: 'Portfolio',
      description: 'Totals over all accounts. A total is null while the share of an account is unknown.',
      input: z.strictObject({}),
      output: z.object({
        total_equity: decimal,
        total_unrealized_pnl: decimal,
        total_margin_used: decimal,
        total_positions: z.number().nullable(),
        total_orders: z.number().nullable(),
        accounts: z.number(),
        live_accounts: z.number(),
        freshness: freshnessSchema,
      }),
      run: ({ principal }) => {
        const { aggregated } = this.portfolio.of(principal);
        return {
          total_equity: aggregated.total_equity,
          total_unrealized_pnl: aggregated.total_unrealized_pnl,
          total_margin_used: aggregated.total_margin_used,
          total_positions: aggregated.total_positions,
          total_orders: aggregated.total_active_orders,
          accounts: aggregated.accounts_total,
          live_accounts: aggregated.accounts_live,
          freshness: this.freshness(this.states(principal), LIVE),
        };
      },
    }),
  ];

  constructor(
    private readonly cache: RenderCache,
    private readonly portfolio: PortfolioService,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem ACCOUNT_NOT_FOUND for an account that is not configured or not visible to the principal. */
  states(principal: Principal, index?: number): AccountState[] {
    if (index !== undefined) return [this.cache.view(principal, index).state];
    return this.cache.seenBy(principal).map((each) => this.cache.peek(each).state);
  }

  private freshness(states: readonly AccountState[], sections: readonly SectionName[]): FreshnessOf {
    return freshnessOf(states, sections, this.clock.wallNow());
  }
}

type FreshnessOf = ReturnType<typeof freshnessOf>;

function ofMarket(market: string | undefined): (row: { symbol: string }) => boolean {
  return ({ symbol }) => market === undefined || symbol.toLowerCase() === market.toLowerCase();
}

/** What people call the account. */
function calledName({ name, label }: AccountState): string {
  return label?.label ?? name;
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

function unknown(
  states: readonly AccountState[],
  list: 'positions' | 'orders',
): z.output<typeof unknownAccounts> {
  return states
    .filter((state) => state[list] === null)
    .map(({ account_index, name, sections }) => ({ account_index, name, reason: sections[list].reason }));
}
