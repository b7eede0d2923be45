import { rm } from 'node:fs/promises';
import { jest } from '@jest/globals';
import { Writer } from '../../src/history/sqlite/writer.js';
import type { SupabaseStore } from '../../src/history/supabase/supabase.store.js';
import { Secret } from '../../src/secrets/secret.js';
import { openEmbedded } from '../support/embedded-store.js';
import { DAY, historyRow, tradeRowOf } from '../support/history-rows.js';
import { historyStoreSuite } from './history-store.suite.js';
import { SupabaseHarness } from './supabase.harness.js';

const ALL = { accounts: null, from: null, to: null, order: 'asc', limit: 1000, cursor: null } as const;

describe('history in Supabase', () => {
  const harness = new SupabaseHarness().use();

  describe('is a history store', () => {
    historyStoreSuite(async () => ({
      store: await harness.start(),
      reopen: async () => {
        await harness.stop();
        return harness.start();
      },
      settled: async (store) => {
        await (store as SupabaseStore).flush();
        expect(store.status()).toMatchObject({ lag_rows: 0, faults: [] });
      },
    }));
  });

  it('sends a full batch at once and the rest within a second, in order', async () => {
    const store = await harness.start();
    const ids = Array.from({ length: 1_200 }, (_, i) => String(i));
    await store.append(ids.slice(0, 3).map((id) => tradeRowOf(id)));
    expect(await harness.tradesIn()).toEqual([]);
    harness.clock.advance(1_000);
    await store.flush();
    await store.append(ids.slice(3).map((id) => tradeRowOf(id)));
    await store.flush();
    expect(await harness.tradesIn()).toEqual(ids);
  });

  it('restores its checkpoint from Supabase when DATA_DIR is new', async () => {
    const first = await harness.start();
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
    await harness.stop();
    await rm(harness.dataDir, { recursive: true });
    const second = await harness.start({ accounts: [7, 8] });
    expect(await second.checkpointOf(7)).toMatchObject({
      first_start: false,
      last_trade_id: '10',
      open_gaps: [{ gap_id: 'g' }],
    });
    expect(await second.checkpointOf(8)).toMatchObject({ first_start: true });
    expect((await second.openRows()).positions).toMatchObject([
      { size: '1.500', entry_price: '2500.10', timestamp: DAY },
    ]);
    expect(second.status().lag_rows).toBe(0);
  });

  it('reads every row although the project returns ten at most', async () => {
    harness.server.maxRows = 10;
    const store = await harness.start();
    const ids = Array.from({ length: 35 }, (_, i) => String(i).padStart(2, '0'));
    await store.append(ids.map((id) => tradeRowOf(id, { timestamp: DAY + Number(id) })));
    await store.flush();
    const first = await store.page({ ...ALL, table: 'trades', limit: 20 });
    expect(first.rows.map(({ trade_id }) => trade_id)).toEqual(ids.slice(0, 20));
    const second = await store.page({ ...ALL, table: 'trades', limit: 20, cursor: first.next });
    expect(second.rows.map(({ trade_id }) => trade_id)).toEqual(ids.slice(20));
    expect(second.next).toBeNull();
  });

  it('moves waiting rows to SQLite when Supabase is switched off', async () => {
    harness.server.fault = (_, response) => !!response.destroy();
    await (await harness.start()).append([tradeRowOf('1'), tradeRowOf('2')]);
    await harness.stop();
    const embedded = await openEmbedded(harness.dataDir);
    const { rows } = await embedded.page({ ...ALL, table: 'trades' });
    expect(rows.map(({ trade_id }) => trade_id)).toEqual(['1', '2']);
    await embedded.close();
  });

  it('treats no account as new while Supabase does not answer', async () => {
    harness.server.fault = (_, response) => !!response.destroy();
    const store = await harness.start();
    expect(await store.checkpointOf(7)).toEqual({
      first_start: false,
      last_trade_id: null,
      open_gaps: [],
      progress: null,
    });
  });

  it('treats no account as new while the disk refuses what Supabase knows', async () => {
    const adopt = jest.spyOn(Writer.prototype, 'adopt').mockImplementation(() => {
      throw new Error('database or disk is full');
    });
    const store = await harness.start();
    expect((await store.checkpointOf(7)).first_start).toBe(false);
    expect(await store.openRows()).toEqual({ positions: [], orders: [], outages: [] });
    adopt.mockRestore();
  });

  it('quarantines a rejected row and sends the others', async () => {
    const store = await harness.start();
    const bad = tradeRowOf('bad', { raw_data: '{"text":"\\u0000"}' });
    await store.append([tradeRowOf('1'), tradeRowOf('2'), bad, tradeRowOf('3')]);
    await store.flush();
    expect(await harness.tradesIn()).toEqual(['1', '2', '3']);
    expect(store.status()).toMatchObject({
      lag_rows: 0,
      quarantined_rows: 1,
      faults: [{ kind: 'rows-refused' }],
    });
    expect(harness.incidents.reports).toMatchObject([
      { source: 'history', error_type: 'history-rows-refused' },
    ]);
    await harness.stop();
    const again = await harness.start();
    await again.flush();
    expect(again.status()).toMatchObject({ lag_rows: 0, quarantined_rows: 1 });
  });

  it('distinguishes write faults, gives a remedy, and recovers on its own', async () => {
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
        'create unique index trades_key on trades (exchange, network, account_index, trade_id, timestamp)',
      ],
    ];
    for (const [index, [kind, word, break_, mend]] of ways.entries()) {
      const store = await harness.start();
      await harness.database.exec(break_);
      await harness.server.reload();
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
      await harness.database.exec(mend);
      await harness.server.reload();
      await store.flush();
      expect(store.status()).toMatchObject({ lag_rows: 0, faults: [], quarantined_rows: 0 });
      await harness.stop();
    }
    expect((await harness.tradesIn()).sort()).toEqual(['0a', '0b', '1a', '1b', '2a', '2b', '3a', '3b']);
  });

  it.each([
    ['no-such-key', 'credentials', 'Supabase_service_role'],
    ['anon-key', 'row-level-security', 'Supabase_service_role'],
  ])('detects at start that %s is wrong: %s', async (key, kind, hint) => {
    const store = await harness.start({ key: new Secret(key) });
    await store.append([tradeRowOf('1')]);
    await store.flush();
    const { faults, lag_rows, ready } = store.status();
    expect(new Set(faults.map((fault) => fault.kind))).toEqual(new Set([kind]));
    expect([faults[0]?.what_to_do.includes(hint), lag_rows, ready]).toEqual([true, 1, true]);
    expect(JSON.stringify([faults, harness.incidents.reports])).not.toContain(
      key === 'anon-key' ? 'anon-key"' : key,
    );
    await expect(store.page({ ...ALL, table: 'trades' })).rejects.toMatchObject({
      code: 'HISTORY_UNAVAILABLE',
    });
  });
});
