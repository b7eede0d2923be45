import { ascending, GapHarness, SETTLE_MS, upTo } from '../../test/support/gap.harness.js';

let harness: GapHarness;
beforeEach(() => (harness = new GapHarness()));

describe('an audit', () => {
  it('finds a fill that the stream never delivered, and opens a gap below it', async () => {
    await harness.follow();
    harness.trade(true);
    harness.trade();
    await harness.pass(2 * SETTLE_MS);
    harness.showTime();
    await harness.run(() => harness.keeper.audit());
    await harness.pass(SETTLE_MS);
    expect(harness.ids()).toEqual([1, 2, 3]);
    expect(harness.incidents).toEqual(['audit-found-fill']);
    expect(harness.gaps()[1]).toMatchObject({ cause: 'audit', from_trade_id: '1', complete: true });
  });

  it('reports nothing about a fill too young to have arrived', async () => {
    await harness.follow();
    harness.trade(true);
    harness.showTime();
    await harness.run(() => harness.keeper.audit());
    expect([harness.incidents, harness.gaps().length]).toEqual([[], 1]);
  });

  it('does not run while a gap is open, nor twice within five minutes for the state', async () => {
    await harness.follow();
    const before = harness.exchange.pagesRead;
    await harness.run(
      () => harness.keeper.check(),
      () => harness.keeper.check(),
    );
    expect(harness.exchange.pagesRead - before).toBe(1);
    await harness.run(() => harness.streamDown());
    await harness.run(() => harness.keeper.audit());
    expect(harness.exchange.pagesRead - before).toBe(1);
  });
});

describe('a reset of the exchange', () => {
  it.each(['while the stream is up', 'while the process is down'])('is believed %s', async (when) => {
    await harness.follow();
    for (let i = 0; i < 5; i++) harness.trade();
    await harness.pass(SETTLE_MS);
    harness.resetExchange();
    await harness.pass(SETTLE_MS);
    harness.trade(when === 'while the process is down');
    harness.showTime();
    if (when === 'while the process is down') await harness.run(() => harness.restart());
    await harness.run(() => harness.streamUp());
    await harness.pass(3 * SETTLE_MS);
    expect(harness.incidents).toContain('exchange-reset');
    expect(harness.known).toEqual(['1']);
    expect(harness.gaps().at(-1)).toMatchObject({ complete: true });
    await harness.run(() => harness.trade());
    expect(harness.known).toEqual(['1', '2']);
  });

  it('is found once: the next start begins at the trades made since', async () => {
    harness.nextId = 101;
    await harness.follow();
    harness.resetExchange();
    await harness.pass(SETTLE_MS);
    harness.trade();
    harness.showTime();
    await harness.run(
      () => harness.streamDown(),
      () => harness.streamUp(),
    );
    await harness.pass(3 * SETTLE_MS);
    await harness.run(
      () => harness.restart(),
      () => harness.streamUp(),
    );
    await harness.pass(3 * SETTLE_MS);
    expect(harness.incidents).toEqual(['exchange-reset']);
    expect(harness.gaps().at(-1)).toMatchObject({ cause: 'start', from_trade_id: '1', complete: true });
  });

  /** Trades with high ids, then, while the stream is down, five fills since the reset, ten seconds apart. */
  async function resetWhileDown(): Promise<void> {
    harness.nextId = 101;
    await harness.follow();
    await harness.run(() => harness.streamDown());
    harness.resetExchange();
    for (let i = 0; i < 5; i++) {
      harness.trade();
      await harness.pass(10_000);
    }
    harness.showTime();
    harness.exchange.pageMs = 2_000;
  }

  /** The process crashes; the last trade on its disk, by time, is one since the reset. */
  async function crash(): Promise<void> {
    const { disk } = harness;
    disk.recordedIds = disk.recordedIds.filter((id) => Number(id) <= 5);
    expect(ascending(disk.recordedIds)).toEqual([3, 4, 5]);
    await harness.run(
      () => harness.restart(),
      () => harness.streamUp(),
    );
    await harness.pass(4 * SETTLE_MS);
    expect(harness.ids()).toEqual(upTo(5));
    expect(harness.gaps().at(-1)).toMatchObject({ from_trade_id: null, complete: true });
    expect(harness.incidents).toEqual(['exchange-reset']);
  }

  it('leaves no fill out after a crash amid the walk that it began', async () => {
    await resetWhileDown();
    await harness.run(() => harness.streamUp());
    await harness.pass(3_000);
    const atNoTrade = { cause: 'exchange-reset', from_trade_id: null, closed_at: null };
    expect([...harness.disk.open_.values()]).toMatchObject([atNoTrade]);
    expect(harness.gaps().at(-1)).toMatchObject(atNoTrade);
    await crash();
  });

  it('leaves no fill out after a crash before it was noticed', async () => {
    await resetWhileDown();
    await harness.run(() => harness.restart());
    await harness.run(() => harness.streamUp());
    await harness.pass(5_000);
    expect(harness.incidents).toEqual([]);
    await crash();
  });

  it.each([10_000, 25_000])('is not believed because REST lags %i ms behind the stream', async (lagMs) => {
    await harness.follow();
    harness.exchange.lagMs = lagMs;
    await harness.run(
      () => harness.trade(),
      () => harness.streamDown(),
      () => harness.streamUp(),
    );
    await harness.pass(2 * SETTLE_MS);
    expect(harness.incidents).toEqual([]);
  });
});
