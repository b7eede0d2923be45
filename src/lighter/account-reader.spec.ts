import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settleIo } from '../../test/support/until.js';
import { usePollingHarness } from '../../test/support/polling.harness.js';
import type { Update } from '../state/update.js';
import { AccountReader } from './account-reader.js';
import type { PollKind } from './polling/poll-plan.js';

const FIRST = 281001;
const harness = usePollingHarness({ limits: 'off', historyMs: Infinity });

/** The result of one reading; time passes, since pages are spaced like polls. */
async function read(kind: PollKind): Promise<Update[]> {
  let isDone = false;
  const reading = harness.rest.get(AccountReader).read(kind, FIRST, { use: 'poll' });
  void reading.then(
    () => (isDone = true),
    () => (isDone = true),
  );
  while (!isDone) {
    await settleIo(5);
    harness.sim.clock.advance(100);
  }
  return reading;
}

const asked = (endpoint: string): number => harness.sim.simulator.requests.to(endpoint).length;
const fundingIds = (updates: Update[]): string[] =>
  updates.flatMap((update) =>
    update.type === 'funding' ? update.rows.map(({ entity }) => entity.funding_id) : [],
  );

/** This many rounds of funding, with one payment per open position each. */
function pay(rounds: number): void {
  const { exchange } = harness.sim.simulator;
  for (let i = 0; i < rounds; i++) {
    harness.sim.clock.advance(1_000);
    exchange.applyFunding(0);
  }
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'broadcaster-reader-'));
  harness.onStop(() => rm(folder, { recursive: true }));
  return folder;
}

describe('reading an account', () => {
  it.each(['gzip', 'br', 'deflate'] as const)('reads a response in %s', async (coding) => {
    await harness.start();
    harness.sim.simulator.faults.rest('account', { coding });
    expect((await read('account')).map(({ type }) => type)).toEqual([
      'raw',
      'summary',
      'positions',
      'assets',
    ]);
  });

  it('reads gzip without its header', async () => {
    await harness.start();
    harness.sim.simulator.faults.rest('account', { coding: 'gzip', header: false });
    expect(await read('account')).toHaveLength(4);
  });

  it('reports all parts of one answer with one arrival, repeated answers too', async () => {
    await harness.start();
    for (let i = 0; i < 2; i++) {
      const arrivals = (await read('account')).map((update) => 'arrival' in update && update.arrival);
      expect(new Set(arrivals).size).toBe(1);
    }
  });

  it('skips an unreadable order and reports the others', async () => {
    await harness.start();
    const [whole] = await read('orders');
    const rows = whole?.type === 'orders' ? whole.rows : [];
    const { order_id } = rows[0]!.entity;
    harness.sim.simulator.faults.rows.add({ row: 'order', via: 'rest', where: { order_id } }, { price: '' });
    expect((await read('orders'))[0]).toMatchObject({
      rows: { length: rows.length - 1 },
      unreadable: [{ id: order_id, field: 'price' }],
    });
  });

  it('gives up on orders whose cursor leads back to a page', async () => {
    await harness.start();
    harness.sim.simulator.faults.rest('accountActiveOrders', 'loop');
    await expect(read('orders')).rejects.toThrow('next_cursor leads back to a page read before');
    expect(asked('accountActiveOrders')).toBeLessThanOrEqual(3);
  });
});

describe('reading funding', () => {
  it('reads back to the last known payment, also after a restart', async () => {
    const dataDir = temporaryFolder();
    await harness.start({ dataDir });
    pay(10);
    expect(fundingIds(await read('funding')).length).toBeGreaterThanOrEqual(10);
    pay(250);
    expect(new Set(fundingIds(await read('funding'))).size).toBeGreaterThanOrEqual(250);
    expect(asked('positionFunding')).toBe(4);
    pay(130);
    await harness.rest.close();
    await harness.start({ dataDir });
    expect(new Set(fundingIds(await read('funding'))).size).toBeGreaterThanOrEqual(130);
  });

  it('reads one page at the very first start, or without its file', async () => {
    const dataDir = temporaryFolder();
    writeFileSync(join(dataDir, 'funding.json'), 'damaged');
    await harness.start({ dataDir });
    pay(150);
    expect(fundingIds(await read('funding'))).toHaveLength(100);
    expect(asked('positionFunding')).toBe(1);
  });

  it('spaces its pages like polls', async () => {
    await harness.start();
    pay(10);
    await read('funding');
    pay(250);
    const before = harness.sim.clock.monotonic();
    await read('funding');
    expect(harness.sim.clock.monotonic() - before).toBeGreaterThan(1_200);
  });

  it('ends at a cursor that leads back to its page', async () => {
    await harness.start();
    pay(10);
    await read('funding');
    pay(150);
    harness.sim.simulator.faults.rest('positionFunding', 'loop');
    await read('funding');
    expect(asked('positionFunding')).toBeLessThanOrEqual(3);
  });
});

describe('reading how orders ended', () => {
  it('reports the final status of the requested orders, in at most three pages', async () => {
    await harness.start();
    const { exchange } = harness.sim.simulator;
    const place = (): bigint =>
      exchange.placeOrder({ account: FIRST, market: 0, side: 'buy', size: '0.1', price: '1500.00' }).id;
    const [canceled, buried] = [place(), place()];
    exchange.cancelOrder(buried);
    for (let i = 0; i < 320; i++) {
      harness.sim.clock.advance(10);
      exchange.cancelOrder(place());
    }
    exchange.cancelOrder(canceled);
    const reader = harness.rest.get(AccountReader);
    const found = await reader.endedOrders(FIRST, new Set([String(canceled), String(buried)]));
    expect(found.update).toMatchObject({
      type: 'orders',
      mode: 'update',
      arrival: { source: 'rest' },
      rows: [{ entity: { order_id: String(canceled), status: 'canceled' } }],
    });
    expect(asked('accountInactiveOrders')).toBe(3);
    expect(found.unknown).toEqual([String(buried)]);
    expect(await reader.endedOrders(FIRST, new Set(['1']))).toEqual({ update: null, unknown: ['1'] });
  });
});
