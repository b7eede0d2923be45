import {
  anOrder,
  aPosition,
  aTrade,
  sourced,
  fromStream,
  ordersUpdate,
  positionsUpdate,
  tradesUpdate,
} from '../../../test/support/canonical.js';
import {
  lead,
  LEASE,
  engineOf,
  CONFIG,
  type LeadingCollector,
} from '../../../test/support/cluster.harness.js';
import { historyRow, tradeRowOf } from '../../../test/support/history-rows.js';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { settleIo, until } from '../../../test/support/until.js';
import { HistoryRecorder } from '../../history/recording/history.recorder.js';
import { OffStore } from '../../history/off.store.js';
import type { HistoryStore, Notes } from '../../history/history-store.port.js';
import type { HistoryRow } from '../../history/row.js';
import type { IncidentReport } from '../../incidents/incident-writer.port.js';
import { EngineMemory } from '../engine-memory.js';
import { SHARE } from '../log-feed.js';
import { PastState } from './past-state.js';
import { RecorderLease } from './recorder-lease.js';
import { decodeRows } from './row-entries.js';
import { RowsReader } from './rows-reader.js';
import { SharedHistory } from './shared-history.js';
import { SharedRows } from './shared-rows.js';

class RecordedStore extends OffStore {
  readonly rows: HistoryRow[] = [];
  readonly noted: Record<string, string | null> = {};
  refusals = 0;

  override async appendNoted(rows: readonly HistoryRow[], notes: Notes = {}): Promise<void> {
    if (this.refusals-- > 0) throw new Error('disk full');
    this.rows.push(...rows);
    Object.assign(this.noted, notes);
  }

  get trades(): unknown[] {
    return this.rows.flatMap(({ table, values }) => (table === 'trades' ? [values.trade_id] : []));
  }
}

let clock: ManualClock;
let memory: EngineMemory;
let incidents: IncidentReport[];
const undo: (() => Promise<void>)[] = [];
beforeEach(() => {
  clock = new ManualClock();
  memory = new EngineMemory(clock);
  incidents = [];
});
afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

const trade = (id: number) => tradesUpdate(7, fromStream(id), aTrade({ trade_id: String(id) }));

/** The history of a leader; `answers` is what the recorder says of earlier runs. */
async function historyOf(collector: LeadingCollector, answers: Record<string, unknown> | null = {}) {
  const { engine, leadership, writer, rows, store } = collector;
  const calls = {
    ask: async (method: string) => {
      if (!answers) throw new Error('no recorder');
      const first = { first_start: true, last_trade_id: null, open_gaps: [], progress: null };
      const open = { positions: [], orders: [], outages: [] };
      return {
        checkpointOf: first,
        kept: [],
        notes: {},
        openRows: open,
        ...answers,
      }[method];
    },
  };
  const past = new PastState(engine, SHARE);
  const parts = { engine, leadership, past, calls, writer, rows, clock, config: CONFIG };
  const loading = SharedHistory.load(parts as never);
  await clock.advanceBy(answers ? 0 : 6_000, 200, settleIo);
  const history: HistoryStore = await loading;
  const options = { records: true, snapshotIntervalMs: 60_000 } as never;
  const recorder = new HistoryRecorder(rows, history, store, store, clock, options);
  await recorder.onModuleInit();
  return { history, recorder };
}

async function recorder(store: HistoryStore): Promise<RowsReader> {
  const engine = engineOf(memory, 'recorder');
  const lease = await RecorderLease.take(engine, 'here', LEASE, clock, new AbortController().signal);
  const reader = new RowsReader(engine, lease, store, clock);
  reader.onModuleInit();
  undo.push(() => reader.onModuleDestroy());
  return reader;
}

describe('rows of a leader', () => {
  it('are appended with the batch of the change that they come from', async () => {
    const leader = await lead(memory, clock, 'first');
    await historyOf(leader);
    leader.store.apply(trade(1));
    await leader.writer.idle();
    const { log, rows } = memory.share(SHARE);
    expect(rows.map(({ id }) => id)).toEqual([log.at(-1)!.id]);
    expect(decodeRows(rows[0]!.fields).rows).toMatchObject([{ table: 'trades', values: { trade_id: '1' } }]);
  });

  it('follow what an earlier leader recorded of open positions and orders', async () => {
    const first = await lead(memory, clock, 'first');
    await historyOf(first);
    first.store.apply(positionsUpdate(7, fromStream(1), 'snapshot', aPosition({ size: '1' })));
    first.store.apply(ordersUpdate(7, fromStream(2), 'snapshot', sourced(anOrder({ order_id: '5' }))));
    await first.writer.idle();
    clock.advance(LEASE + 1);
    const second = await lead(memory, clock, 'second');
    const { history } = await historyOf(second);
    const recorded = memory.share(SHARE).rows.flatMap(({ fields }) => decodeRows(fields).rows);
    const open = await history.openRows();
    const [order] = recorded.flatMap((row) => (row.table === 'orders' ? [row.values] : []));
    const { epoch: _epoch, seq: _seq, received_at: _at, raw_data: _raw, ...columns } = order!;
    expect(open.orders).toMatchObject([columns]);
    expect(open.positions).toMatchObject([{ account_index: 7, size: '1', side: 'long' }]);
  });

  it('leave out snapshots, then more, while too many wait, but never trades', async () => {
    const { engine, leadership, writer } = await lead(memory, clock, 'first');
    const rows = new SharedRows(engine, leadership, writer, clock, CONFIG, {
      report: (incident) => void incidents.push(incident),
    });
    await rows.onModuleInit();
    undo.push(async () => rows.onModuleDestroy());
    const all = [
      historyRow('account_snapshots', {}),
      historyRow('orders', { order_id: '1' }),
      tradeRowOf('1'),
    ];
    const recorded = async (): Promise<string[]> => {
      const before = memory.share(SHARE).rows.length;
      rows.push(all);
      await writer.idle();
      const added = memory.share(SHARE).rows.slice(before);
      return added.flatMap(({ fields }) => decodeRows(fields).rows.map(({ table }) => table));
    };
    expect(await recorded()).toEqual(['account_snapshots', 'orders', 'trades']);
    const waiting = (bytes: number): void =>
      void Object.assign(engine, {
        rowsBacklog: async () => ({ last: null, entries: 1, bytes }),
      });
    waiting(257 * 1_048_576);
    await clock.advanceBy(1_000, 100, settleIo);
    expect(await recorded()).toEqual(['orders', 'trades']);
    waiting(900 * 1_048_576);
    await clock.advanceBy(1_000, 100, settleIo);
    expect(await recorded()).toEqual(['trades']);
    expect(rows.dropped).toBe(3);
    expect(incidents).toMatchObject([{ error_type: 'history-behind' }, { error_type: 'history-behind' }]);
  });

  it('are reported when they wait for a minute, and counted until they are stored', async () => {
    const { engine, leadership, writer } = await lead(memory, clock, 'first');
    const rows = new SharedRows(engine, leadership, writer, clock, CONFIG, {
      report: (incident) => void incidents.push(incident),
    });
    await rows.onModuleInit();
    undo.push(async () => rows.onModuleDestroy());
    rows.push([tradeRowOf('1'), tradeRowOf('2')]);
    await writer.idle();
    await clock.advanceBy(61_000, 1_000, settleIo);
    expect(incidents).toMatchObject([{ error_type: 'history-behind' }]);
    expect(rows.waiting).toBe(2);
    expect(rows.faultList).toHaveLength(1);
    await recorder(new RecordedStore());
    await clock.advanceBy(2_000, 100, settleIo);
    expect(rows.waiting).toBe(0);
    expect(rows.faultList).toEqual([]);
  });
});

describe('the recorder', () => {
  it('stores rows once, in order, and goes on where the one before stopped', async () => {
    const leader = await lead(memory, clock, 'first');
    await historyOf(leader);
    leader.store.apply(trade(1));
    await leader.writer.idle();
    const store = new RecordedStore();
    const first = await recorder(store);
    await until(() => store.trades.length === 1);
    await first.onModuleDestroy();
    leader.store.apply(trade(2));
    await leader.writer.idle();
    clock.advance(10_001);
    await recorder(store);
    await until(() => store.trades.length === 2);
    expect(store.trades).toEqual(['1', '2']);
  });

  it('takes its right again when the engine lost it and nobody else has it', async () => {
    const engine = engineOf(memory, 'recorder');
    const lease = await RecorderLease.take(engine, 'here', LEASE, clock, new AbortController().signal);
    const lost: string[] = [];
    lease.keep((reason) => lost.push(reason));
    undo.push(() => lease.release());
    const { term } = lease.held;
    memory.shares.clear();
    await clock.advanceBy(LEASE, 100, settleIo);
    expect(lost).toEqual([]);
    expect(lease.held.term).toBeGreaterThan(term);
    expect(await engine.value('recorder', 'home')).toBe('here');
  });

  it('repeats rows that the disk refused, and confirms them only then', async () => {
    const leader = await lead(memory, clock, 'first');
    await historyOf(leader);
    const store = new RecordedStore();
    store.refusals = 2;
    await recorder(store);
    leader.store.apply(trade(1));
    await leader.writer.idle();
    await settleIo();
    expect(await leader.engine.value('recorder', 'stored')).toBeNull();
    await clock.advanceBy(2_000, 100, settleIo);
    expect(store.trades).toEqual(['1']);
    expect(await leader.engine.value('recorder', 'stored')).toBe(memory.share(SHARE).rows[0]!.id);
  });

  it('gets notes of alerts with their rows', async () => {
    const leader = await lead(memory, clock, 'first');
    const { history } = await historyOf(leader);
    const store = new RecordedStore();
    await recorder(store);
    const alert = historyRow('alerts', { alert_id: 'a', resolved_at: null });
    await history.appendNoted([alert], { memory: 'text' });
    await until(() => store.rows.length === 1);
    expect(store.noted).toEqual({ memory: 'text' });
    expect(await history.notes()).toEqual({ memory: 'text' });
    expect(await history.kept('alerts', 0)).toMatchObject([{ alert_id: 'a' }]);
  });
});

describe('a leader over an engine that has nothing of the history', () => {
  it('takes over from the recorder what earlier runs recorded', async () => {
    const leader = await lead(memory, clock, 'first');
    const gap = { gap_id: 'g', account_index: 7 };
    const checkpointOf = { first_start: false, last_trade_id: '41', open_gaps: [gap], progress: null };
    const label = historyRow('account_labels', { label: 'Main' }).values;
    const { history } = await historyOf(leader, {
      checkpointOf,
      kept: [label],
      notes: { n: '1' },
    });
    const { hashes } = memory.share(SHARE);
    expect([...hashes.get('marks')!]).toEqual([
      ['7', '41'],
      ['3', '41'],
    ]);
    expect(hashes.get('gaps')!.has('g')).toBe(true);
    expect(await history.notes()).toEqual({ n: '1' });
    expect(await leader.engine.value(SHARE, 'seeded')).toBe('1');
  });

  it('counts every account as started before while no recorder answers', async () => {
    const leader = await lead(memory, clock, 'first');
    leader.leadership.start(() => undefined);
    undo.push(async () => leader.leadership.stop());
    await historyOf(leader, null);
    expect([...memory.share(SHARE).hashes.get('marks')!]).toEqual([
      ['7', ''],
      ['3', ''],
    ]);
    expect(await leader.engine.value(SHARE, 'seeded')).toBeNull();
  });
});
