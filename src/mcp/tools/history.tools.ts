import { Injectable } from '@nestjs/common';
import type { SectionName } from 'lighter-broadcaster-protocol/account';
import { z } from 'zod';
import { Clock } from '../../clock/clock.js';
import { freshnessOf, freshnessSchema } from '../answer-freshness.js';
import { OwnApi } from '../own-api.js';
import { AccountTools } from './account.tools.js';
import {
  accountIndex,
  cut,
  decimal,
  listOf,
  marketSymbol,
  rowLimit,
  tool,
  type McpCaller,
  type Tool,
} from './tool.js';

const TRADES: readonly SectionName[] = ['trades'];
/** Pages that one call reads in search of matching trades; the next call continues from its cursor. */
const MAX_PAGES = 20;

/** How far the history is behind what happened, in every answer that is read from it. */
const recording = z
  .object({
    backend: z.enum(['sqlite', 'supabase', 'off']),
    lag_rows: z.number().describe('Recorded rows that are not in these figures yet'),
    lag_seconds: z.number(),
    faults: z.array(z.string()),
    accounts_with_open_gaps: z
      .number()
      .describe('Accounts whose latest fills may be missing until a gap is recovered'),
  })
  .describe('Anything but zeros and no faults: the figures may be incomplete. Say so when you report them.');

type Recording = z.output<typeof recording>;

const time = z.string().max(40).optional();
const span = {
  from: time.describe('Start, inclusive: ISO 8601 (UTC unless an offset is given) or epoch milliseconds'),
  to: time.describe('End, exclusive'),
};

const sums = {
  realized_pnl: z.string(),
  fees: z.string().describe('Negative is a rebate'),
  funding: z.string().describe('Negative was paid'),
  net: z.string().describe('realized_pnl - fees + funding'),
  cash_flows: z
    .string()
    .describe('Deposits and transfers in, minus withdrawals and transfers out; part of no PnL'),
  volume: z.string(),
  trades: z.number(),
  trades_without_pnl: z.number().describe('realized_pnl is complete only when this is 0'),
};

const pnlRow = z.object({
  account_index: z.number().optional(),
  market_id: z.number().optional(),
  market: z.string().nullable().optional(),
  day: z.string().optional(),
  hour: z.string().optional(),
  ...sums,
});

const trade = z.object({
  account_index: z.number(),
  timestamp: z.string(),
  trade_id: z.string(),
  market: z.string().nullable(),
  side: z.enum(['buy', 'sell']),
  role: z.string().nullable(),
  type: z.string().nullable(),
  price: z.string(),
  size: z.string(),
  usd_amount: decimal,
  fee: decimal,
  realized_pnl: decimal,
  order_id: z.string().nullable(),
});

type TradeRow = z.output<typeof trade>;
interface TradePage {
  trades: TradeRow[];
  next_cursor: string | null;
}
interface PnlAnswer {
  rows: z.output<typeof pnlRow>[];
  total: z.output<z.ZodObject<typeof sums>>;
}
interface HistoryStatus {
  backend: Recording['backend'];
  lag_rows: number;
  lag_seconds: number;
  faults: { kind: string }[];
}

/** What was recorded. */
@Injectable()
export class HistoryTools {
  readonly tools: readonly Tool[] = [
    tool({
      name: 'get_pnl',
      title: 'PnL',
      description:
        'Exact sums of realized PnL, fees, funding and volume from the recorded history, by account, market, day or hour.',
      input: z.strictObject({
        by: z.enum(['account', 'market', 'day', 'hour']).default('day'),
        account_index: accountIndex,
        tz: z.string().max(60).default('UTC').describe('Time zone of days, such as Europe/Berlin'),
        ...span,
        limit: rowLimit(500, 100),
      }),
      output: z.object({
        by: z.string(),
        ...listOf(pnlRow),
        sum: z.object(sums).describe('Over all rows, those beyond the limit included'),
        recording,
        freshness: freshnessSchema,
      }),
      run: async (caller, { by, account_index, tz, from, to, limit }) => {
        const { rows, total } = await this.api.get<PnlAnswer>(caller, '/api/history/pnl', {
          by,
          account_index: account_index?.toString(),
          tz,
          from,
          to,
        });
        const shown = rows.map((row) => pnlRow.parse(row));
        const ordered = by === 'day' || by === 'hour' ? shown.toReversed() : shown;
        return {
          by,
          ...cut(ordered, limit),
          sum: z.object(sums).parse(total),
          ...(await this.standing(caller, account_index)),
        };
      },
    }),
    tool({
      name: 'get_trades',
      title: 'Trades',
      description:
        'Recorded fills, newest first, by account, market, side and time. While next_cursor is set there may be more, even if no row matched.',
      input: z.strictObject({
        account_index: accountIndex,
        market: marketSymbol,
        side: z.enum(['buy', 'sell']).optional(),
        type: z
          .enum(['trade', 'liquidation', 'deleverage', 'market-settlement'])
          .optional()
          .describe('What kind of fill'),
        ...span,
        limit: rowLimit(200, 50),
        cursor: z.string().max(500).optional().describe('next_cursor of the answer before'),
      }),
      output: z.object({
        rows: z.array(trade),
        next_cursor: z.string().nullable(),
        recording,
        freshness: freshnessSchema,
      }),
      run: async (caller, { account_index, market, side, type, from, to, limit, cursor: after }) => {
        const path =
          account_index === undefined ? '/api/history/trades' : `/api/history/trades/${account_index}`;
        const rows: TradeRow[] = [];
        let cursor = after ?? null;
        for (let pages = 0; pages < MAX_PAGES && rows.length < limit; pages++) {
          // No more than are still wanted, so that the cursor never passes a match.
          const page = await this.api.get<TradePage>(caller, path, {
            from,
            to,
            limit: String(limit - rows.length),
            cursor: cursor ?? undefined,
          });
          rows.push(
            ...page.trades.filter(
              (row) =>
                (market === undefined || row.market?.toLowerCase() === market.toLowerCase()) &&
                (side === undefined || row.side === side) &&
                (type === undefined || row.type === type),
            ),
          );
          cursor = page.next_cursor;
          if (cursor === null) break;
        }
        return {
          rows: rows.map((row) => trade.parse({ ...row, account_index: Number(row.account_index) })),
          next_cursor: cursor,
          ...(await this.standing(caller, account_index)),
        };
      },
    }),
  ];

  constructor(
    private readonly api: OwnApi,
    private readonly accounts: AccountTools,
    private readonly clock: Clock,
  ) {}

  /** How complete a recorded answer is. */
  private async standing(
    caller: McpCaller,
    index: number | undefined,
  ): Promise<{ recording: Recording; freshness: ReturnType<typeof freshnessOf> }> {
    // The history may hold accounts that are no longer configured.
    const all = this.accounts.states(caller.principal);
    const states = index === undefined ? all : all.filter(({ account_index }) => account_index === index);
    return {
      recording: await this.recording(caller, states.filter(hasOpenGap).length),
      freshness: freshnessOf(states, TRADES, this.clock.wallNow()),
    };
  }

  private async recording(caller: McpCaller, accounts_with_open_gaps: number): Promise<Recording> {
    const status = await this.api.get<HistoryStatus>(caller, '/api/supabase/status');
    const { backend, lag_rows, lag_seconds } = status;
    return {
      backend,
      lag_rows,
      lag_seconds,
      faults: status.faults.map(({ kind }) => kind),
      accounts_with_open_gaps,
    };
  }
}

function hasOpenGap({ gaps }: { gaps: readonly { closed_at: number | null }[] }): boolean {
  return gaps.some(({ closed_at }) => closed_at === null);
}
