import { GapHarness, SETTLE_MS } from '../../test/support/gap.harness.js';

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
