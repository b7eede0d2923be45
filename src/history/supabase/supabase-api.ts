import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import type { Clock } from '../../clock/clock.js';
import type { Secret } from '../../secrets/secret.js';
import type {
  Cursor,
  EquityAt,
  EquityPoint,
  EquityQuery,
  Page,
  PageQuery,
  PnlQuery,
  PnlRow,
} from '../queries.js';
import type { ThinningSpan } from '../thinning-spans.js';
import { RESOLUTIONS } from '../queries.js';
import type { HistoryRow, Venue } from '../row.js';
import { TABLES, type TableName } from '../tables.js';
import { checkedFetch } from './checked-fetch.js';
import { LateNames, type LateName } from './late-names.js';
import { fromWire, selectList, toWire } from './wire-rows.js';

export interface ApiOptions extends Venue {
  url: string;
  key: Secret;
}

type Wire = Record<string, unknown>;

/** Loose types for supabase-js; the table list defines the columns. */
interface Project {
  public: {
    Tables: Record<TableName, { Row: Wire; Insert: Wire; Update: Wire; Relationships: [] }>;
    Views: Record<never, never>;
    Functions: Record<string, { Args: Wire; Returns: unknown }>;
  };
}

/** The tables and functions of `supabase_schema.sql`, over HTTP. Every call rejects with `SupabaseFailed`. */
export class SupabaseApi {
  private readonly client: SupabaseClient<Project>;
  private readonly venue: Venue;
  private readonly lateNames = new LateNames();

  constructor({ url, key, exchange, network }: ApiOptions, clock: Clock) {
    this.venue = { exchange, network };
    this.client = createClient<Project>(url, key.reveal(), {
      auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
      global: { fetch: checkedFetch(clock) },
    });
  }

  /** Upserts rows of one table, which must not repeat a key. */
  async upsert(table: TableName, rows: readonly HistoryRow[]): Promise<void> {
    const { key, onConflict } = TABLES[table];
    const wire = rows.map((row) => toWire(row, this.venue));
    const options = {
      onConflict: ['exchange', 'network', ...key].join(','),
      ignoreDuplicates: onConflict === 'keep',
    };
    await this.client.from(table).upsert(wire, options).throwOnError();
    for (const late of this.lateNames.accepted(table, rows)) {
      await this.nameMarket(late);
      this.lateNames.named(late);
    }
  }

  private async nameMarket({ table, market_id, symbol, accounts }: LateName): Promise<void> {
    await this.client
      .from<TableName, Project['public']['Tables'][TableName]>(table)
      .update({ market: symbol })
      .match({ ...this.venue, market_id, market: String(market_id) })
      .in('account_index', accounts)
      .throwOnError();
  }

  /**
   * Asks again until the page is full or an answer is empty: a project returns fewer rows than requested when its setting
   * "Max rows" is lower.
   */
  async page<T extends TableName>(query: PageQuery<T>): Promise<Page<T>> {
    const { table, limit } = query;
    const found: Wire[] = [];
    for (let { cursor } = query; found.length <= limit;) {
      const more = await this.rowsAfter(query, cursor, limit + 1 - found.length);
      const last = more.at(-1);
      if (!last) break;
      found.push(...more);
      cursor = cursorOf(last);
    }
    const taken = found.slice(0, limit);
    const last = taken.at(-1);
    return {
      rows: taken.map((wire) => fromWire(table, wire)),
      next: found.length > limit && last ? cursorOf(last) : null,
    };
  }

  /** Number of rows of this venue. */
  async count(table: TableName): Promise<number> {
    const { count } = await this.client
      .from<TableName, Project['public']['Tables'][TableName]>(table)
      .select('id', { count: 'exact', head: true })
      .match({ ...this.venue })
      .retry(false)
      .throwOnError();
    return count ?? 0;
  }

  private async rowsAfter(
    { table, accounts, from, to, order }: PageQuery,
    cursor: Cursor | null,
    limit: number,
  ): Promise<Wire[]> {
    if (accounts?.length === 0) return [];
    const ascending = order === 'asc';
    let request = this.client
      .from<TableName, Project['public']['Tables'][TableName]>(table)
      .select(selectList(table))
      .match({ ...this.venue });
    if (accounts) request = request.in('account_index', accounts);
    if (from !== null) request = request.gte('timestamp', iso(from));
    if (to !== null) request = request.lt('timestamp', iso(to));
    if (cursor) {
      const [past, at] = [ascending ? 'gt' : 'lt', iso(cursor.timestamp)];
      request = request.or(`timestamp.${past}.${at},and(timestamp.eq.${at},row_no.${past}.${cursor.row})`);
    }
    const ordered = request.order('timestamp', { ascending }).order('row_no', { ascending }).limit(limit);
    const { data } = await ordered.retry(false).throwOnError();
    return data as unknown as Wire[];
  }

  equity({ accounts, resolution, from, to }: EquityQuery): Promise<EquityPoint[]> {
    const span = { p_from: iso(from), p_to: iso(to), p_step_ms: RESOLUTIONS[resolution] };
    return this.call('history_equity', { p_accounts: accounts, ...span });
  }

  equityAt(accounts: readonly number[], times: readonly number[]): Promise<EquityAt[]> {
    return this.call('history_equity_at', { p_accounts: accounts, p_times: times.map(iso) });
  }

  pnl({ by, accounts, from, to, tz }: PnlQuery): Promise<PnlRow[]> {
    const span = { p_from: from === null ? null : iso(from), p_to: to === null ? null : iso(to) };
    return this.call('history_sums', { p_by: by, p_accounts: accounts, p_tz: tz, ...span });
  }

  async thin(spans: readonly ThinningSpan[]): Promise<void> {
    await this.call('history_thin', { p_spans: spans });
  }

  /** Checkpoint rows of these accounts from earlier runs, oldest first. */
  async resume(accounts: readonly number[]): Promise<HistoryRow[]> {
    const found = await this.call<Record<string, Record<string, unknown>[]>>('history_resume', {
      p_accounts: accounts,
    });
    return Object.entries(found).flatMap(([name, rows]) => {
      const table = name as TableName;
      return rows.map((wire) => ({ table, values: fromWire(table, wire) }) as HistoryRow);
    });
  }

  private async call<T>(name: string, args: object): Promise<T> {
    const own = { p_exchange: this.venue.exchange, p_network: this.venue.network };
    const request = this.client.rpc(name, { ...own, ...args }).retry(false);
    const answer: { data: unknown } = await request.throwOnError();
    return answer.data as T;
  }
}

function cursorOf({ timestamp, row_no }: Wire): Cursor {
  return { timestamp: Date.parse(String(timestamp)), row: String(row_no) };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
