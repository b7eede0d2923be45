import type { IncidentReport } from '../../incidents/incident-writer.port.js';
import type { LinkState } from 'lighter-broadcaster-protocol/operations';
import { fromStream, tradesUpdate } from '../../../test/support/canonical.js';
import { DAY, order, position, trade } from '../../../test/support/history-rows.js';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { ScriptedFeed } from '../../../test/support/scripted-feed.js';
import { OffStore } from '../off.store.js';
import { HistoryRecorder } from './history.recorder.js';
import { StoreRowSink } from './store-row-sink.js';
import type { OpenRows } from '../history-store.port.js';
import type { HistoryRow, Value } from '../row.js';
import type { TableName } from '../tables.js';

const AT = { exchange: DAY + 5, received: DAY + 9 };

const NOTHING_OPEN: OpenRows = { positions: [], orders: [], outages: [] };

class MemoryStore extends OffStore {
  readonly written: HistoryRow[] = [];
  refusals = 0;
  open: OpenRows = NOTHING_OPEN;

  override async append(rows: readonly HistoryRow[]): Promise<void> {
    if (this.refusals-- > 0) throw new Error('disk I/O error');
    this.written.push(...rows);
  }

  override async openRows(): Promise<OpenRows> {
    return this.open;
  }

  rows(table: TableName): Record<string, Value>[] {
    return this.written.filter((row) => row.table === table).map((row) => ({ ...row.values }));
  }
}

async function setUp(open = NOTHING_OPEN, feed = new ScriptedFeed()) {
  const [store, clock] = [new MemoryStore(), new ManualClock(DAY)];
  store.open = open;
  const incidents: IncidentReport[] = [];
  const options = { records: true, snapshotIntervalMs: 60_000 } as never;
  const writer = { report: (incident: IncidentReport) => void incidents.push(incident) };
  const sink = new StoreRowSink(store, clock, writer);
  const recorder = new HistoryRecorder(sink, store, feed, feed.textSource, clock, options);
  await recorder.onModuleInit();
  return { store, feed, clock, recorder, incidents };
}

describe('recorder', () => {
  it('writes a trade with its raw text, epoch and sequence number', async () => {
    const { store, feed, recorder } = await setUp();
    feed.cause = tradesUpdate(7, fromStream(1), trade());
    feed.change(7, { trades: { upsert: [trade({ symbol: '' })] } }, AT);
    feed.change(7, { trades: { upsert: [trade({ trade_id: '0' })], remove: ['0'] } }, AT);
    await recorder.flush();
    const [row, old] = store.rows('trades');
    expect(row).toMatchObject({
      trade_id: '1',
      market: 'ETH',
      price: '2500.00',
      timestamp: DAY,
      raw_data: JSON.stringify(trade()),
    });
    expect(row).toMatchObject({ account_index: 7, epoch: 'e1', seq: 1, received_at: DAY + 9 });
    expect(old).toMatchObject({ trade_id: '0', seq: 2 });
  });

  it('records trades of a backfill that the state knows already', async () => {
    const { store, recorder } = await setUp();
    recorder.record(tradesUpdate(7, fromStream(DAY), trade({ trade_id: '5' })));
    await recorder.flush();
    expect(store.rows('trades')).toMatchObject([
      { trade_id: '5', market: 'ETH', account_index: 7, epoch: 'e1', received_at: DAY },
    ]);
  });

  it('holds back trades until their gap is on disk, and counts them as waiting', async () => {
    const { store, feed, recorder } = await setUp();
    recorder.hold(7);
    feed.change(7, { trades: { upsert: [trade({ trade_id: '1' })] } }, AT);
    feed.change(8, { trades: { upsert: [trade({ trade_id: '2' })] } }, AT);
    await recorder.flush();
    expect(store.rows('trades').map(({ trade_id }) => trade_id)).toEqual(['2']);
    expect(recorder.waiting).toBe(1);
    recorder.release(7);
    await recorder.flush();
    expect(store.rows('trades').map(({ trade_id }) => trade_id)).toEqual(['2', '1']);
    expect(recorder.waiting).toBe(0);
  });

  it('writes each state of an order once, including its end', async () => {
    const { store, feed, recorder } = await setUp();
    const open = order();
    const filled = order({ status: 'filled', filled_base_amount: '100.0', transaction_time: DAY + 7 });
    feed.change(7, { orders: { set: [open, order({ order_id: '5' })] } }, AT);
    feed.change(7, { orders: { upsert: [open] } }, AT);
    feed.change(7, { orders: { upsert: [filled], remove: [filled.order_id, '5'] } }, AT);
    await recorder.flush();
    expect(
      store.rows('orders').map(({ order_id, status, timestamp }) => [order_id, status, timestamp]),
    ).toEqual([
      [open.order_id, 'open', DAY],
      ['5', 'open', DAY],
      [open.order_id, 'filled', DAY + 7],
      ['5', 'gone', DAY + 5],
    ]);
  });

  it('writes the end of an order that was live before a restart', async () => {
    const feed = new ScriptedFeed();
    feed.change(7, { orders: { set: [order(), order({ order_id: '5' })] } }, AT);
    const before = await setUp();
    before.feed.change(7, { orders: { set: [order(), order({ order_id: '5' })] } }, AT);
    await before.recorder.flush();
    const orders = before.store.rows('orders') as never;
    const { store, recorder } = await setUp({ ...NOTHING_OPEN, orders }, feed);
    feed.change(7, { orders: { upsert: [order()], remove: ['5'] } }, AT);
    await recorder.flush();
    expect(store.rows('orders')).toMatchObject([{ order_id: '5', status: 'gone' }]);
  });

  it('writes how a position opened, changed, flipped and closed, but not price moves', async () => {
    const { store, feed, recorder } = await setUp();
    const states = [
      position(),
      position({ unrealized_pnl: '11.000000' }),
      position({ size: '2.0000' }),
      position({ size: '-1.0000', realized_pnl: '40.000000' }),
    ];
    for (const state of states) feed.change(7, { positions: { upsert: [state] } }, AT);
    feed.change(
      7,
      { positions: { upsert: [position({ size: '0', realized_pnl: '55.100000' })], remove: ['0'] } },
      AT,
    );
    await recorder.flush();
    const rows = store
      .rows('positions')
      .map(({ event, side, size, realized_pnl }) => [event, side, size, realized_pnl]);
    expect(rows).toEqual([
      ['opened', 'long', '1.0000', '0.000000'],
      ['changed', 'long', '2.0000', '0.000000'],
      ['flipped', 'short', '1.0000', '40.000000'],
      ['closed', 'short', '0', '55.100000'],
    ]);
    expect(store.rows('account_snapshots').map(({ reason }) => reason)).toEqual([
      'opened',
      'flipped',
      'closed',
    ]);
  });

  it('does not reopen known positions after a restart, and closes those that are gone', async () => {
    const first = await setUp();
    first.feed.change(7, { positions: { set: [position(), position({ market_id: 1, symbol: 'BTC' })] } }, AT);
    await first.recorder.flush();
    const open = first.store.rows('positions') as never;
    const { store, feed, recorder } = await setUp({ ...NOTHING_OPEN, positions: open });
    feed.change(7, { positions: { set: [position()] } }, AT);
    await recorder.flush();
    expect(store.rows('positions')).toMatchObject([
      { event: 'closed', market: 'BTC', size: '0', realized_pnl: null },
    ]);
  });

  it('takes a snapshot of every known account in each interval', async () => {
    const { store, feed, clock, recorder } = await setUp();
    feed.change(
      7,
      { positions: { set: [position(), position({ market_id: 1, unrealized_pnl: '-10.000001' })] } },
      AT,
    );
    feed.change(8, { summary: null }, AT);
    clock.advance(60_000);
    await recorder.flush();
    const [, regular] = store.rows('account_snapshots');
    expect(regular).toMatchObject({
      account_index: 7,
      timestamp: DAY + 60_000,
      reason: 'interval',
      equity: '1010.100000',
    });
    expect(regular).toMatchObject({
      margin: '100.099999',
      pnl: '-0.000001',
      positions_count: 2,
      orders_count: 0,
      stale: false,
    });
    expect(store.rows('account_snapshots')).toHaveLength(2);
  });

  it('writes an outage when a connection goes down and again when it recovers', async () => {
    const { store, feed, recorder } = await setUp();
    const link = (state: string, at: number) =>
      feed.link(
        [
          {
            link_id: 'websocket/7',
            kind: 'websocket',
            account_index: 7,
            state,
            last_error: 'reset',
          } as LinkState,
        ],
        at,
      );
    link('connecting', DAY);
    link('connected', DAY + 1);
    link('waiting', DAY + 2);
    link('connecting', DAY + 3);
    link('connected', DAY + 4);
    await recorder.flush();
    expect(store.rows('link_outages')).toMatchObject([
      { link_id: 'websocket/7', timestamp: DAY + 2, ended_at: null, reason: 'reset', state: 'waiting' },
      { link_id: 'websocket/7', timestamp: DAY + 2, ended_at: DAY + 4 },
    ]);
  });

  it('loses nothing while the disk refuses writes, and reports it', async () => {
    const { store, feed, clock, recorder, incidents } = await setUp();
    store.refusals = 2;
    feed.change(7, { trades: { upsert: [trade()] } }, AT);
    await expect(recorder.flush()).rejects.toThrow('could not be written');
    expect(recorder.waiting).toBe(1);
    feed.change(7, { trades: { upsert: [trade({ trade_id: '2' })] } }, AT);
    await expect(recorder.flush()).rejects.toThrow('could not be written');
    clock.advance(1_000);
    await recorder.flush();
    expect(store.rows('trades').map(({ trade_id }) => trade_id)).toEqual(['1', '2']);
    expect(incidents).toMatchObject([{ error_type: 'history-write-failed', message: 'disk I/O error' }]);
  });

  it('flushes before shutdown and writes nothing after', async () => {
    const { store, feed, clock, recorder } = await setUp();
    feed.change(7, { trades: { upsert: [trade()] } }, AT);
    await recorder.beforeApplicationShutdown();
    feed.change(7, { trades: { upsert: [trade({ trade_id: '2' })] } }, AT);
    expect(store.rows('trades')).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });
});
