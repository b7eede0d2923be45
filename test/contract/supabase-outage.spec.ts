import type { ServerResponse } from 'node:http';
import type { SupabaseStore } from '../../src/history/supabase/supabase.store.js';
import { historyRow, tradeRowOf } from '../support/history-rows.js';
import type { Fault } from '../support/postgrest/server.js';
import { until } from '../support/until.js';
import { SupabaseBench } from './supabase-bench.js';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const STEP = 20 * SECOND;

const answer =
  (status: number, body: string, headers: Record<string, string> = {}): Fault =>
  (_, response: ServerResponse) =>
    !!response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);

/** Only what is sent fails, so that reading stays out of the way. */
const onWrites =
  (fault: Fault): Fault =>
  (request, response) =>
    request.method === 'POST' && !request.path.includes('/rpc/') ? fault(request, response) : false;

const HTML = { 'content-type': 'text/html' };

describe('while Supabase is away', () => {
  const bench = new SupabaseBench().use();
  let made: string[];

  /** A trade every 20 s of simulated time, with whatever the retries do in between. */
  async function trade(store: SupabaseStore, duration: number): Promise<void> {
    for (let passed = 0; passed < duration; passed += STEP) {
      const id = String(made.push(String(made.length)) - 1);
      await store.append([tradeRowOf(id, { received_at: bench.clock.now() })]);
      bench.clock.advance(STEP);
      await store.answered();
    }
  }

  beforeEach(() => {
    made = [];
  });

  it.each<[string, Fault, string]>([
    ['down', (_, response) => !!response.destroy(), 'unreachable'],
    ['answering 500', answer(500, '{"message":"oops"}'), 'unreachable'],
    ['answering 429', answer(429, '{"message":"slow down"}', { 'retry-after': '90' }), 'slow-down'],
    ['answering 401', answer(401, '{"message":"Invalid API key"}'), 'credentials'],
    ['answering 502 in HTML', answer(502, '<html>Bad gateway</html>', HTML), 'unreachable'],
    ['answering 200 in HTML', answer(200, '<html>Log in to the Wi-Fi</html>', HTML), 'unreachable'],
    ['breaking off before it writes', (_, response) => !!response.socket?.destroy(), 'unreachable'],
    ['breaking off after it has written', () => 'after', 'unreachable'],
  ])('for an hour, %s: nothing is lost and nothing doubled', async (_, fault, kind) => {
    const store = await bench.start();
    await trade(store, 60 * SECOND);
    bench.server.fault = onWrites(fault);
    await trade(store, HOUR);
    const status = store.status();
    expect(status).toMatchObject({ faults: [{ kind }], ready: true });
    expect([status.lag_rows, Math.round(status.lag_seconds)]).toEqual([180, 3_600]);
    bench.server.fault = () => false;
    await trade(store, 3 * 60 * SECOND);
    expect(store.status()).toMatchObject({ lag_rows: 0, lag_seconds: 0, faults: [], dropped_rows: 0 });
    expect(await bench.tradesIn()).toEqual(made);
  });

  it('asks less and less often, and not before it was told to', async () => {
    const store = await bench.start();
    bench.server.fault = answer(500, '{}');
    await store.answered();
    const before = bench.server.requests;
    await trade(store, HOUR);
    expect(bench.server.requests - before).toBeLessThan(130);
    bench.server.fault = answer(429, '{}', { 'retry-after': '600' });
    await store.flush();
    const told = bench.server.requests;
    await trade(store, 580 * SECOND);
    expect(bench.server.requests).toBe(told);
  });

  it('keeps taking rows while an answer takes 30 s, and sends the next batch after it', async () => {
    const store = await bench.start();
    let asked = 0;
    bench.server.fault = onWrites(async () => {
      asked += 1;
      await bench.clock.sleep(30 * SECOND);
      return false;
    });
    for (let round = 1; round <= 3; round++) {
      await store.append([tradeRowOf(`${round}a`)]);
      bench.clock.advance(SECOND);
      await until(() => asked === round);
      await store.append([tradeRowOf(`${round}b`)]);
      bench.clock.advance(30 * SECOND);
      await until(() => asked === round + 1);
      bench.clock.advance(30 * SECOND);
      await store.answered();
      asked = round;
    }
    expect(await bench.tradesIn()).toEqual(['1a', '1b', '2a', '2b', '3a', '3b']);
    expect(store.status().faults).toEqual([]);
  });

  it('goes on over restarts in the middle of it', async () => {
    bench.server.fault = onWrites((_, response) => !!response.destroy());
    for (let life = 0; life < 3; life++) {
      const store = await bench.start();
      await trade(store, 100 * SECOND);
      await bench.stop();
    }
    bench.server.fault = () => false;
    await (await bench.start()).flush();
    expect(await bench.tradesIn()).toEqual(made);
  });

  it('gives up the oldest snapshots first when the journal is full, then orders, never trades or gaps', async () => {
    const store = await bench.start({ journalMaxBytes: 60_000 });
    bench.server.fault = (_, response) => !!response.destroy();
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
    bench.server.fault = () => false;
    await store.flush();
    const count = async (table: string) =>
      (await bench.database.query<{ n: number }>(`select count(*)::int as n from ${table}`)).rows[0]?.n ?? 0;
    expect([await count('trades'), await count('gaps'), await count('orders')]).toEqual([100, 100, 100]);
    expect((await count('account_snapshots')) + dropped_rows).toBe(100);
    const kept = await bench.database.query<{ t: Date }>('select min(timestamp) as t from account_snapshots');
    expect(kept.rows[0]?.t.getTime()).toBeGreaterThan(0);
  });
});
