import { Injectable, Logger } from '@nestjs/common';
import type { Millis } from 'lighter-broadcaster-protocol/account';
import type { Clock } from '../../clock/clock.js';
import type { AppConfig } from '../../config/app-config.js';
import {
  HistoryStore,
  type AccountCheckpoint,
  type Notes,
  type OpenRows,
} from '../../history/history-store.port.js';
import type { HistoryStatus } from '../../history/history-status.js';
import type {
  EquityAt,
  EquityPoint,
  EquityQuery,
  Page,
  PageQuery,
  PnlQuery,
  PnlRow,
} from '../../history/queries.js';
import type { HistoryRow, RowOf } from '../../history/row.js';
import { KEPT_TABLES, type KeptTable, type TableName } from '../../history/tables.js';
import type { Engine, HashWrite, KeptHash } from '../engine.port.js';
import type { Leadership } from '../leadership.js';
import { SHARE } from '../log-feed.js';
import type { LogWriter } from '../log-writer.js';
import { openRowsOf, type PastState } from './past-state.js';
import type { RecorderCalls } from './recorder-calls.js';
import { fieldOf, keptIn } from './row-entries.js';
import type { SharedRows } from './shared-rows.js';

/** How long a start waits for the history to say what earlier runs recorded. */
const SEED_WITHIN: Millis = 5_000;
const ASK_EVERY: Millis = 200;
/** Alerts that are over for longer are not taken over by a start. */
const KEPT_ALERTS: Millis = 7 * 86_400_000;

export interface SharedHistoryParts {
  engine: Engine;
  leadership: Leadership;
  past: PastState;
  calls: RecorderCalls;
  writer: LogWriter;
  rows: SharedRows;
  clock: Clock;
  config: AppConfig;
}

/**
 * The history, as the leader has it: rows go into the log, what a start needs is in the engine, and everything else is asked
 * of the recorder.
 */
@Injectable()
export class SharedHistory extends HistoryStore {
  private static readonly logger = new Logger(SharedHistory.name);
  private constructor(
    private readonly parts: SharedHistoryParts,
    private readonly open: OpenRows,
  ) {
    super();
  }

  /** Runs before anything that follows the exchange starts, so that it can say from which trade on fills may be missing. */
  static async load(parts: SharedHistoryParts): Promise<SharedHistory> {
    const { engine, leadership, past, config } = parts;
    if (!config.history.enabled) return new SharedHistory(parts, { positions: [], orders: [], outages: [] });
    const { share } = leadership.held;
    const seeded = await this.seedMissing(parts);
    const shared = await past.read();
    const known = shared ? openRowsOf(shared) : { positions: [], orders: [] };
    const open = { ...known, ...(!shared && seeded) };
    const outages = [...(await engine.hash(share, 'outages')).values()].map(
      (text) => JSON.parse(text) as RowOf<'link_outages'>,
    );
    return new SharedHistory(parts, { ...open, outages });
  }

  override append(rows: readonly HistoryRow[]): Promise<void> {
    return this.appendNoted(rows, {});
  }

  override async appendNoted(rows: readonly HistoryRow[], notes: Notes): Promise<void> {
    const { writer, leadership } = this.parts;
    writer.addRows({ rows: [...rows], notes });
    await writer.idle();
    if (!leadership.granted || writer.released) throw new Error('another process leads');
  }

  override import(): Promise<void> {
    throw new Error('Backups are imported where the history is, with npm run history.');
  }

  override checkpointOf(accountIndex: number): Promise<AccountCheckpoint> {
    return this.parts.calls.ask('checkpointOf', accountIndex);
  }

  override async openRows(): Promise<OpenRows> {
    return this.open;
  }

  override async kept<T extends KeptTable>(table: T, since: Millis): Promise<RowOf<T>[]> {
    const { engine, leadership } = this.parts;
    const rows = keptIn(await engine.hash(leadership.held.share, 'kept'), table);
    if (table !== 'alerts') return rows;
    const alerts = rows as RowOf<'alerts'>[];
    const isRecent = ({ resolved_at, updated_at }: RowOf<'alerts'>): boolean =>
      resolved_at === null || (updated_at ?? 0) >= since;
    const old = alerts.filter((alert) => !isRecent(alert)).map((alert) => fieldOf('alerts', alert));
    if (old.length > 0)
      await engine.write(leadership.held, [{ name: 'kept', clear: [], set: new Map(), delete: old }]);
    return alerts.filter(isRecent);
  }

  override async notes(): Promise<Record<string, string>> {
    const { engine, leadership } = this.parts;
    return Object.fromEntries(await engine.hash(leadership.held.share, 'notes'));
  }

  override page<T extends TableName>(query: PageQuery<T>): Promise<Page<T>> {
    return this.parts.calls.ask('page', query);
  }

  override equity(query: EquityQuery): Promise<EquityPoint[]> {
    return this.parts.calls.ask('equity', query);
  }

  override equityAt(accounts: readonly number[], times: readonly Millis[]): Promise<EquityAt[]> {
    return this.parts.calls.ask('equityAt', accounts, times);
  }

  override pnl(query: PnlQuery): Promise<PnlRow[]> {
    return this.parts.calls.ask('pnl', query);
  }

  /** The recorder thins what it keeps. */
  override async retain(): Promise<void> {}

  /** What waits is counted by `SharedRows`. */
  override status(): HistoryStatus {
    return {
      backend: this.parts.config.history.supabaseUrl === null ? 'sqlite' : 'supabase',
      lag_rows: 0,
      lag_seconds: 0,
      last_success: null,
      last_error: null,
      faults: this.parts.rows.faultList,
      quarantined_rows: 0,
      dropped_rows: 0,
      journal_bytes: 0,
      database_bytes: 0,
      ready: true,
    };
  }

  override async close(): Promise<void> {}

  /** Of several shares each also asks for the accounts that came to it from another one. @returns open rows, if it asked */
  private static async seedMissing(parts: SharedHistoryParts): Promise<OpenRows | null> {
    const { engine, leadership, config } = parts;
    const { share } = leadership.held;
    const accounts = config.accounts.map(({ index }) => index);
    const marked = await engine.hash(share, 'marks');
    if ((await engine.value(share, 'seeded')) === null) return this.seed(parts, accounts, marked);
    const moved = accounts.filter((index) => config.cluster.shards > 1 && !marked.has(String(index)));
    return moved.length > 0 ? this.seed(parts, moved, marked) : null;
  }

  /**
   * Puts into an engine that does not have it what earlier runs recorded. Without an answer every account counts as started
   * before, and the next leader asks again.
   * @returns open rows
   */
  private static async seed(
    parts: SharedHistoryParts,
    accounts: readonly number[],
    marked: ReadonlyMap<string, string>,
  ): Promise<OpenRows | null> {
    const { engine, leadership, clock } = parts;
    const { held } = leadership;
    const given = clock.monotonic() + SEED_WITHIN;
    let recorded = await this.recorded(parts, accounts);
    while (!recorded && clock.monotonic() < given) {
      await clock.sleep(ASK_EVERY);
      recorded = await this.recorded(parts, accounts);
    }
    const marks = accounts.flatMap((index, place): [string, string][] => {
      const checkpoint = recorded?.checkpoints[place];
      if (marked.has(String(index)) || checkpoint?.first_start) return [];
      return [[String(index), checkpoint?.last_trade_id ?? '']];
    });
    const write = (name: KeptHash, set: Iterable<[string, string]>): HashWrite => ({
      name,
      clear: [],
      set: new Map(set),
      delete: [],
    });
    if (!recorded) {
      this.logger.warn(
        'No recorder answers, so the trades of every account are read as far back as the exchange lists them.',
      );
      await engine.write(held, [write('marks', marks)]);
      return null;
    }
    const { checkpoints, open } = recorded;
    // What is here already is newer.
    const [keptHere, notesHere] = await Promise.all(
      (['kept', 'notes'] as const).map((name) => engine.hash(held.share, name)),
    );
    const kept = recorded.kept.filter(([field]) => !keptHere!.has(field));
    const notes = Object.entries(recorded.notes).filter(([name]) => !notesHere!.has(name));
    const gaps = checkpoints.flatMap(({ open_gaps }) => open_gaps);
    await engine.write(held, [
      write('marks', marks),
      write(
        'gaps',
        gaps.map((gap) => [gap.gap_id, JSON.stringify(gap)]),
      ),
      write('kept', kept),
      write('notes', notes),
      write(
        'outages',
        open.outages.map((row) => [row.link_id ?? '', JSON.stringify(row)]),
      ),
    ]);
    await engine.put(held, 'seeded', '1');
    return open;
  }

  /** What the recorder has of earlier runs; `null` while it does not answer. */
  private static async recorded(
    { calls, clock, config, leadership }: SharedHistoryParts,
    accounts: readonly number[],
  ) {
    const isFirst = leadership.held.share === SHARE;
    /** Of several shares each takes its accounts; the first one also takes what belongs to none, and all take the rules. */
    const isOwn = (row: { account_index: number | null }): boolean =>
      config.cluster.shards === 1 ||
      (row.account_index === null ? isFirst : accounts.includes(row.account_index));
    try {
      const checkpoints = await Promise.all(
        accounts.map((index) => calls.ask<AccountCheckpoint>('checkpointOf', index)),
      );
      const since = clock.wallNow() - KEPT_ALERTS;
      const kept: [string, string][] = [];
      for (const table of KEPT_TABLES)
        for (const row of await calls.ask<RowOf<KeptTable>[]>('kept', table, since))
          if (table === 'alert_rules' || isOwn(row)) kept.push([fieldOf(table, row), JSON.stringify(row)]);
      const notes = await calls.ask<Record<string, string>>('notes');
      const { positions, orders, outages } = await calls.ask<OpenRows>('openRows');
      const open: OpenRows = {
        positions: positions.filter(isOwn),
        orders: orders.filter(isOwn),
        outages: outages.filter(isOwn),
      };
      return { checkpoints, kept, notes, open };
    } catch {
      return null;
    }
  }
}
