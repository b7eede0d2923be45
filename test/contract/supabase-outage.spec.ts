import type { ServerResponse } from 'node:http';
import type { HistoryRow } from '../../src/history/row.js';
import type { SupabaseStore } from '../../src/history/supabase/supabase.store.js';
import { historyRow, tradeRowOf } from '../support/history-rows.js';
import type { RequestFault } from '../support/postgrest/server.js';
import { SupabaseHarness } from './supabase.harness.js';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const STEP = 20 * SECOND;

const answer =
  (status: number, body: string, headers: Record<string, string> = {}): RequestFault =>
  (_, response: ServerResponse) =>
    !!response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);

const HTML = { 'content-type': 'text/html' };
const BATCH_ROWS = 500;
const ROWS_A_STEP = 6;
const STEPS_AN_HOUR = HOUR / STEP;
/** Timers of the probe, the disk, the retry, the timeouts of a request and of a probe, and one of the slow server. */
const TIMERS = 6;

describe('while Supabase is away', () => {
  const harness = new SupabaseHarness().use();
  let made: string[];
  let steps: number;
  /** The most ever in memory for the network: concurrent requests, rows of one request, timers. */
  let most: { requests: number; rows: number; timers: number };
  let underWay: number;
  /** Answers that arrive only as time passes, and the callback for the first of them. */
  let heldBack: number;
  let onHeldBack: () => void;

  /** Only writes fail, so that reads do not interfere. */
  const onWrites =
    (fault: RequestFault): RequestFault =>
    async (request, response) => {
      if (request.method !== 'POST' || request.path.includes('/rpc/')) return false;
      underWay += 1;
      most.requests = Math.max(most.requests, underWay);
      most.rows = Math.max(most.rows, (JSON.parse(request.body) as object[]).length);
      const answered = await fault(request, response);
      underWay -= 1;
      return answered;
    };

  const after30s: RequestFault = async () => {
    heldBack += 1;
    onHeldBack();
    await harness.clock.sleep(30 * SECOND);
    heldBack -= 1;
    return false;
  };

  /** Three trades, an order, a snapshot and a gap. */
  function happenings(): HistoryRow[] {
    const at = { timestamp: harness.clock.wallNow(), received_at: harness.clock.wallNow() };
    const trades = [0, 1, 2].map(() => tradeRowOf(String(made.push(String(made.length)) - 1), at));
    const id = String(steps++);
    return [
      ...trades,
      historyRow('orders', { ...at, order_id: id, status: 'open', filled: '0' }),
      historyRow('account_snapshots', { ...at, equity: id }),
      historyRow('gaps', { ...at, gap_id: id, opened_at: at.timestamp }),
    ];
  }

  /** Appends rows every 20 s of simulated time; retries run in between. */
  async function live(store: SupabaseStore, duration: number): Promise<void> {
    for (let passed = 0; passed < duration; passed += STEP) {
      await store.append(happenings());
      harness.clock.advance(STEP);
      const held = new Promise<void>((resolve) => (onHeldBack = resolve));
      if (heldBack === 0) await Promise.race([store.answered(), held]);
      most.timers = Math.max(most.timers, harness.clock.pending);
    }
  }

  /** Every row is present exactly once, trades in order. */
  async function expectAll(): Promise<void> {
    expect(await harness.tradesIn()).toEqual(made);
    for (const table of ['orders', 'account_snapshots', 'gaps'] as const)
      expect([table, await harness.count(table)]).toEqual([table, steps]);
  }

  beforeEach(() => {
    made = [];
    [steps, underWay, heldBack] = [0, 0, 0];
    most = { requests: 0, rows: 0, timers: 0 };
  });

  it.each<[string, RequestFault, string]>([
    ['down', (_, response) => !!response.destroy(), 'unreachable'],
    ['answering 500', answer(500, '{"message":"oops"}'), 'unreachable'],
    ['answering 429', answer(429, '{"message":"slow down"}', { 'retry-after': '90' }), 'slow-down'],
    ['answering 401', answer(401, '{"message":"Invalid API key"}'), 'credentials'],
    ['answering 502 in HTML', answer(502, '<html>Bad gateway</html>', HTML), 'unreachable'],
    ['answering 200 in HTML', answer(200, '<html>Log in to the Wi-Fi</html>', HTML), 'unreachable'],
    ['breaking off before it writes', (_, response) => !!response.socket?.destroy(), 'unreachable'],
    ['breaking off after it has written', () => 'after', 'unreachable'],
  ])('for an hour, %s: loses and duplicates nothing, with bounded memory', async (_, fault, kind) => {
    const store = await harness.start();
    await live(store, 60 * SECOND);
    harness.server.fault = onWrites(fault);
    await live(store, HOUR);
    const status = store.status();
    expect(status).toMatchObject({ faults: [{ kind }], ready: true, dropped_rows: 0 });
    const left = [status.lag_rows, Math.round(status.lag_seconds)];
    expect(left).toEqual([ROWS_A_STEP * STEPS_AN_HOUR, HOUR / SECOND]);
    harness.server.fault = onWrites(() => false);
    await live(store, 3 * 60 * SECOND);
    expect(store.status()).toMatchObject({ lag_rows: 0, lag_seconds: 0, faults: [], dropped_rows: 0 });
    await expectAll();
    expect(most.requests).toBe(1);
    expect(most.rows).toBeLessThanOrEqual(BATCH_ROWS);
    expect(most.timers).toBeLessThanOrEqual(TIMERS);
  });

  it('for an hour of 30 s answers: accepts rows and sends them with the next batch', async () => {
    const store = await harness.start();
    harness.server.fault = onWrites(after30s);
    await live(store, HOUR);
    expect(store.status()).toMatchObject({ faults: [], ready: true, dropped_rows: 0 });
    expect(store.status().lag_rows).toBeLessThan(BATCH_ROWS);
    harness.server.fault = onWrites(() => false);
    await live(store, 3 * 60 * SECOND);
    expect(store.status()).toMatchObject({ lag_rows: 0, faults: [] });
    await expectAll();
    expect(most.requests).toBe(1);
    expect(most.timers).toBeLessThanOrEqual(TIMERS);
  });

  it('for an hour of broken batches: does not resend rows that were written', async () => {
    const store = await harness.start();
    const gapsBreak: RequestFault = ({ path }, response) => path.includes('/gaps') && !!response.destroy();
    harness.server.fault = onWrites(gapsBreak);
    await live(store, HOUR);
    expect(await harness.count('gaps')).toBe(0);
    expect(await harness.count('trades')).toBeGreaterThan(0);
    harness.server.fault = onWrites(() => false);
    await live(store, 3 * 60 * SECOND);
    expect(store.status()).toMatchObject({ lag_rows: 0, faults: [] });
    await expectAll();
  });

  it('backs off, and honors Retry-After', async () => {
    const store = await harness.start();
    harness.server.fault = answer(500, '{}');
    await store.answered();
    const before = harness.server.requests;
    await live(store, HOUR);
    expect(harness.server.requests - before).toBeLessThan(130);
    harness.server.fault = answer(429, '{}', { 'retry-after': '600' });
    await store.flush();
    const sent = harness.server.requests;
    await live(store, 580 * SECOND);
    expect(harness.server.requests).toBe(sent);
  });

  it.each([
    ['57014', answer(500, '{"code":"57014","message":"canceling statement due to statement timeout"}')],
    ['504', answer(504, '<html>Gateway time-out</html>', HTML)],
  ])('halves batches that time out (%s), and keeps the size', async (_, timeout) => {
    const sizes: number[] = [];
    harness.server.fault = onWrites((request, response) => {
      const rows = (JSON.parse(request.body) as object[]).length;
      sizes.push(rows);
      return rows > 150 ? timeout(request, response) : false;
    });
    const store = await harness.start();
    const ids = Array.from({ length: 700 }, (_, i) => String(i));
    await store.append(ids.map((id) => tradeRowOf(id)));
    await store.flush();
    expect(await harness.tradesIn()).toEqual(ids);
    expect(sizes).toEqual([500, 250, 125, 125, 125, 125, 125, 75]);
    expect(store.status()).toMatchObject({ lag_rows: 0, faults: [] });
    expect(harness.incidents.reports[0]).toMatchObject({
      error_type: 'history-too-slow',
      message: expect.stringContaining('500 rows of trades') as string,
    });
  });

  it('waits for its own backoff when Retry-After is 0', async () => {
    const store = await harness.start();
    harness.server.fault = onWrites(answer(429, '{}', { 'retry-after': '0' }));
    await store.append([tradeRowOf('1')]);
    await store.flush();
    const asked = harness.server.requests;
    harness.clock.advance(400);
    await store.answered();
    expect(harness.server.requests).toBe(asked);
    harness.clock.advance(60 * SECOND);
    await store.answered();
    expect(harness.server.requests).toBeGreaterThan(asked);
  });

  it('continues across restarts during the outage', async () => {
    harness.server.fault = onWrites((_, response) => !!response.destroy());
    for (let life = 0; life < 3; life++) {
      const store = await harness.start();
      await live(store, 100 * SECOND);
      await harness.stop();
    }
    harness.server.fault = () => false;
    await (await harness.start()).flush();
    await expectAll();
  });

  it('drops the oldest snapshots first when the journal is full, then orders, never trades', async () => {
    const store = await harness.start({ journalMaxBytes: 60_000 });
    harness.server.fault = (_, response) => !!response.destroy();
    const kinds = (of: SupabaseStore) => of.status().faults.map(({ kind }) => kind);
    let warned = false;
    for (let i = 0; i < 100; i++) {
      await store.append([
        historyRow('account_snapshots', { timestamp: i, equity: '1' }),
        historyRow('orders', { timestamp: i, order_id: `${i}`, status: 'open', filled: '0' }),
        historyRow('gaps', { gap_id: `${i}`, opened_at: i }),
        tradeRowOf(`${i}`),
      ]);
      warned ||= store.status().dropped_rows === 0 && kinds(store).includes('journal-nearly-full');
    }
    const { dropped_rows } = store.status();
    expect([warned, kinds(store).includes('journal-full')]).toEqual([true, true]);
    harness.server.fault = () => false;
    await store.flush();
    for (const table of ['trades', 'gaps', 'orders'] as const) expect(await harness.count(table)).toBe(100);
    expect((await harness.count('account_snapshots')) + dropped_rows).toBe(100);
    const kept = await harness.database.query<{ t: Date }>(
      'select min(timestamp) as t from account_snapshots',
    );
    expect(kept.rows[0]?.t.getTime()).toBeGreaterThan(0);
  });
});
