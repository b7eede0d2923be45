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
    const seeded = (await engine.value(share, 'seeded')) === null ? await this.seed(parts) : null;
    const shared = await past.read();
    const open = shared ? openRowsOf(shared) : { positions: [], orders: [], ...seeded };
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

  /**
   * Puts into an engine that does not have it what earlier runs recorded. Without an answer every account counts as started
   * before, and the next leader asks again.
   * @returns open rows
   */
  private static async seed(parts: SharedHistoryParts): Promise<OpenRows | null> {
    const { engine, leadership, clock, config } = parts;
    const accounts = config.accounts.map(({ index }) => index);
    const { held } = leadership;
    const marked = await engine.hash(held.share, 'marks');
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
    const { checkpoints, kept, notes, open } = recorded;
    const gaps = checkpoints.flatMap(({ open_gaps }) => open_gaps);
    await engine.write(held, [
      write('marks', marks),
      write(
        'gaps',
        gaps.map((gap) => [gap.gap_id, JSON.stringify(gap)]),
      ),
      write('kept', kept),
      write('notes', Object.entries(notes)),
      write(
        'outages',
        open.outages.map((row) => [row.link_id ?? '', JSON.stringify(row)]),
      ),
    ]);
    await engine.put(held, 'seeded', '1');
    return open;
  }

  /** What the recorder has of earlier runs; `null` while it does not answer. */
  private static async recorded({ calls, clock }: SharedHistoryParts, accounts: readonly number[]) {
    try {
      const checkpoints = await Promise.all(
        accounts.map((index) => calls.ask<AccountCheckpoint>('checkpointOf', index)),
      );
      const since = clock.wallNow() - KEPT_ALERTS;
      const kept: [string, string][] = [];
      for (const table of KEPT_TABLES)
        for (const row of await calls.ask<object[]>('kept', table, since))
          kept.push([fieldOf(table, row), JSON.stringify(row)]);
      const notes = await calls.ask<Record<string, string>>('notes');
      return { checkpoints, kept, notes, open: await calls.ask<OpenRows>('openRows') };
    } catch {
      return null;
    }
  }
}
