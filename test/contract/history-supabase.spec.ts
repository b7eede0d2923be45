import { rm } from 'node:fs/promises';
import type { SupabaseStore } from '../../src/history/supabase/supabase.store.js';
import { Secret } from '../../src/secrets/secret.js';
import { openEmbedded } from '../support/embedded-store.js';
import { DAY, historyRow, tradeRowOf } from '../support/history-rows.js';
import { historyStoreSuite } from './history-store.suite.js';
import { SupabaseBench } from './supabase-bench.js';

const ALL = { accounts: null, from: null, to: null, order: 'asc', limit: 1000, cursor: null } as const;

describe('history in Supabase', () => {
  const bench = new SupabaseBench().use();

  describe('is a history store', () => {
    historyStoreSuite(async () => ({
      store: await bench.start(),
      reopen: async () => {
        await bench.stop();
        return bench.start();
      },
      settled: async (store) => {
        await (store as SupabaseStore).flush();
        expect(store.status()).toMatchObject({ lag_rows: 0, faults: [] });
      },
    }));
  });

  it('sends at once what fills a batch, and the rest within a second, in order', async () => {
    const store = await bench.start();
    const ids = Array.from({ length: 1_200 }, (_, i) => String(i));
    await store.append(ids.slice(0, 3).map((id) => tradeRowOf(id)));
    expect(await bench.tradesIn()).toEqual([]);
    bench.clock.advance(1_000);
    await store.flush();
    await store.append(ids.slice(3).map((id) => tradeRowOf(id)));
    await store.flush();
    expect(await bench.tradesIn()).toEqual(ids);
  });

  it('finds its past in Supabase when the data directory is new', async () => {
    const first = await bench.start();
    const position = {
      market_id: 0,
      market: 'ETH',
      event: 'opened',
      side: 'long',
      size: '1.500',
      entry_price: '2500.10',
    };
    const gap = { gap_id: 'g', cause: 'stream-lost', opened_at: DAY, from_trade_id: '5' };
    await first.append([
      tradeRowOf('9'),
      tradeRowOf('10'),
      historyRow('positions', position),
      historyRow('gaps', gap),
    ]);
    await first.flush();
    await bench.stop();
    await rm(bench.dataDir, { recursive: true });
    const second = await bench.start({ accounts: [7, 8] });
    expect(await second.memoryOf(7)).toMatchObject({
      first_start: false,
      last_trade_id: '10',
      open_gaps: [{ gap_id: 'g' }],
    });
    expect(await second.memoryOf(8)).toMatchObject({ first_start: true });
    expect((await second.openRows()).positions).toMatchObject([
      { size: '1.500', entry_price: '2500.10', timestamp: DAY },
    ]);
    expect(second.status().lag_rows).toBe(0);
  });

  it('leaves nothing behind when it is switched off: what still waits goes into SQLite', async () => {
    bench.server.fault = (_, response) => !!response.destroy();
    await (await bench.start()).append([tradeRowOf('1'), tradeRowOf('2')]);
    await bench.stop();
    const embedded = await openEmbedded(bench.dataDir);
    const { rows } = await embedded.page({ ...ALL, table: 'trades' });
    expect(rows.map(({ trade_id }) => trade_id)).toEqual(['1', '2']);
    await embedded.close();
  });

  it('takes no account for new while it cannot ask about its past', async () => {
    bench.server.fault = (_, response) => !!response.destroy();
    const store = await bench.start();
    expect(await store.memoryOf(7)).toEqual({ first_start: false, last_trade_id: null, open_gaps: [] });
  });

  it('puts a row that is refused for itself aside, and lets the others through', async () => {
    const store = await bench.start();
    const bad = tradeRowOf('bad', { raw_data: '{"text":"\\u0000"}' });
    await store.append([tradeRowOf('1'), tradeRowOf('2'), bad, tradeRowOf('3')]);
    await store.flush();
    expect(await bench.tradesIn()).toEqual(['1', '2', '3']);
    expect(store.status()).toMatchObject({
      lag_rows: 0,
      quarantined_rows: 1,
      faults: [{ kind: 'rows-refused' }],
    });
    expect(bench.incidents.reports).toMatchObject([
      { source: 'history', error_type: 'history-rows-refused' },
    ]);
    await bench.stop();
    const again = await bench.start();
    await again.flush();
    expect(again.status()).toMatchObject({ lag_rows: 0, quarantined_rows: 1 });
  });

  it('tells apart what keeps it from writing, says what to do, and goes on by itself afterwards', async () => {
    const ways: [kind: string, scope: string, break_: string, mend: string][] = [
      [
        'missing-table',
        'trades',
        'alter table trades rename to hidden',
        'alter table hidden rename to trades',
      ],
      [
        'missing-column',
        'fee',
        'alter table trades rename fee to hidden',
        'alter table trades rename hidden to fee',
      ],
      [
        'row-level-security',
        'trades',
        'revoke insert on trades from service_role',
        'grant insert on trades to service_role',
      ],
      [
        'schema-changed',
        'constraint',
        'drop index trades_key',
        'create unique index trades_key on trades (exchange, network, account_index, trade_id)',
      ],
    ];
    for (const [index, [kind, word, break_, mend]] of ways.entries()) {
      const store = await bench.start();
      await bench.database.exec(break_);
      await bench.server.reload();
      await store.append([
        tradeRowOf(`${index}a`),
        tradeRowOf(`${index}b`),
        historyRow('funding', { funding_id: `${index}` }),
      ]);
      await store.flush();
      const { faults, lag_rows } = store.status();
      expect([kind, faults.map((fault) => fault.kind), lag_rows]).toEqual([kind, [kind], 2]);
      expect(faults[0]?.message).toContain(word);
      expect(faults[0]?.what_to_do).toContain('supabase_schema.sql');
      await bench.database.exec(mend);
      await bench.server.reload();
      await store.flush();
      expect(store.status()).toMatchObject({ lag_rows: 0, faults: [], quarantined_rows: 0 });
      await bench.stop();
    }
    expect((await bench.tradesIn()).sort()).toEqual(['0a', '0b', '1a', '1b', '2a', '2b', '3a', '3b']);
  });

  it.each([
    ['no-such-key', 'credentials', 'Supabase_service_role'],
    ['anon-key', 'row-level-security', 'Supabase_service_role'],
  ])('knows at the start that %s is wrong: %s', async (key, kind, hint) => {
    const store = await bench.start({ key: new Secret(key) });
    await store.append([tradeRowOf('1')]);
    await store.flush();
    const { faults, lag_rows, ready } = store.status();
    expect(new Set(faults.map((fault) => fault.kind))).toEqual(new Set([kind]));
    expect([faults[0]?.what_to_do.includes(hint), lag_rows, ready]).toEqual([true, 1, true]);
    expect(JSON.stringify([faults, bench.incidents.reports])).not.toContain(
      key === 'anon-key' ? 'anon-key"' : key,
    );
    await expect(store.page({ ...ALL, table: 'trades' })).rejects.toMatchObject({
      code: 'HISTORY_UNAVAILABLE',
    });
  });
});
