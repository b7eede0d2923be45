import fc from 'fast-check';
import { GapHarness, settle, SETTLE_MS, upTo } from '../../test/support/gap.harness.js';

let harness: GapHarness;
beforeEach(() => (harness = new GapHarness()));

describe('an open gap', () => {
  it('begins the record of a first start ten seconds before it', async () => {
    for (let i = 0; i < 20; i++) {
      harness.trade();
      await harness.pass(1_000);
    }
    harness.showTime();
    await harness.run(
      () => harness.start(),
      () => harness.streamUp(),
    );
    expect(harness.gaps()).toMatchObject([{ cause: 'first-start', from_trade_id: null, closed_at: null }]);
    await harness.pass(SETTLE_MS);
    expect(harness.ids()[0]).toBeLessThanOrEqual(11);
    expect(harness.ids().at(-1)).toBe(20);
    expect(harness.gaps()).toMatchObject([{ complete: true, to_trade_id: '20' }]);
    expect(harness.disk.open_.size).toBe(0);
  });

  it('covers a first start with a late stream and many fills', async () => {
    harness.exchange.pageSize = 100;
    await harness.run(() => harness.start());
    for (let i = 0; i < 250; i++) {
      harness.trade();
      await harness.pass(100, 100);
    }
    await harness.pass(5_000);
    harness.showTime();
    await harness.run(() => harness.streamUp());
    await harness.pass(SETTLE_MS);
    expect(harness.ids()).toEqual(upTo(250));
    expect(harness.gaps()).toMatchObject([{ complete: true, trades_recovered: 250 }]);
  });

  it('dates a first start by the clock of the exchange once it is known', async () => {
    harness.clock.step(3_600_000);
    await harness.run(() => harness.start());
    harness.clock.step(-3_600_000);
    for (let i = 0; i < 30; i++) {
      harness.trade();
      await harness.pass(1_000);
    }
    harness.showTime();
    await harness.run(() => harness.streamUp());
    await harness.pass(SETTLE_MS);
    expect(harness.ids()).toEqual(upTo(30));
  });

  it('recovers every page of what was traded while the stream was down', async () => {
    await harness.follow();
    await harness.run(() => harness.streamDown());
    for (let i = 0; i < 8; i++) harness.trade();
    await harness.run(() => harness.streamUp());
    expect(harness.ids()).toEqual(upTo(9));
    expect(harness.gaps()[1]).toMatchObject({ cause: 'stream-lost', from_trade_id: '1', complete: null });
    await harness.pass(SETTLE_MS);
    expect(harness.gaps()[1]).toMatchObject({ to_trade_id: '9', trades_recovered: 8, complete: true });
  });

  it('is read when the stream is lost once more and is back at once', async () => {
    await harness.follow();
    await harness.run(() => harness.streamDown());
    harness.trade();
    await harness.run(() => {
      harness.streamDown();
      harness.streamUp();
    });
    expect(harness.ids()).toEqual(upTo(2));
    await harness.pass(SETTLE_MS);
    expect(harness.gaps()[1]).toMatchObject({ complete: true });
  });

  it.each([300, 1_500, 10_000])('is not closed before REST, %i ms late, lists the fill', async (lagMs) => {
    await harness.follow();
    harness.exchange.lagMs = lagMs;
    await harness.run(
      () => harness.streamDown(),
      () => harness.trade(),
      () => harness.streamUp(),
    );
    expect(harness.ids()).toEqual([1]);
    await harness.pass(SETTLE_MS + 1_000);
    expect(harness.ids()).toEqual([1, 2]);
    expect(harness.gaps()[1]).toMatchObject({ complete: true, trades_recovered: 1 });
  });

  it('begins below trades that arrived just before the loss', async () => {
    await harness.follow();
    harness.trade(true);
    harness.trade();
    await harness.run(
      () => harness.streamDown(),
      () => harness.streamUp(),
    );
    await harness.pass(SETTLE_MS);
    expect(harness.ids()).toEqual([1, 2, 3]);
  });

  it('continues the same walk while the connection is lost repeatedly', async () => {
    await harness.follow();
    harness.exchange.pageSize = 100;
    harness.exchange.pageMs = 2_000;
    await harness.run(() => harness.streamDown());
    for (let i = 0; i < 1_500; i++) harness.trade();
    await harness.pass(2 * SETTLE_MS);
    harness.showTime();
    const before = harness.exchange.pagesRead;
    await harness.run(() => harness.streamUp());
    for (let i = 0; i < 5; i++) {
      await harness.pass(12_000);
      await harness.run(
        () => harness.streamDown(),
        () => harness.streamUp(),
      );
    }
    expect(harness.ids()).toEqual(upTo(1_501));
    await harness.pass(60_000);
    expect(harness.gaps()[1]).toMatchObject({ complete: true, trades_recovered: 1_500 });
    expect(harness.exchange.pagesRead - before).toBeLessThan(24);
  });

  it('takes fills that polls bring while the stream is down, and stays open', async () => {
    await harness.follow();
    await harness.run(
      () => harness.streamDown(),
      () => harness.trade(),
      () => harness.poll(),
    );
    expect(harness.ids()).toEqual([1, 2]);
    expect(harness.gaps()[1]).toMatchObject({ complete: null });
    await harness.run(() => harness.streamUp());
    await harness.pass(SETTLE_MS);
    expect(harness.gaps()[1]).toMatchObject({ complete: true, trades_recovered: 1 });
  });

  it('retries a failed reading soon, and reports one incident', async () => {
    await harness.follow();
    harness.exchange.failures = 3;
    await harness.run(
      () => harness.streamDown(),
      () => harness.trade(),
      () => harness.streamUp(),
    );
    await harness.pass(7_000);
    expect(harness.ids()).toEqual([1, 2]);
    expect(harness.incidents).toEqual(['backfill-failed']);
  });

  it('is closed as incomplete without a credential', async () => {
    harness.exchange.hasCredential = false;
    await harness.run(
      () => harness.start(),
      () => harness.streamUp(),
    );
    expect(harness.gaps()).toMatchObject([{ complete: false, reason: 'no credential', trades_recovered: 0 }]);
  });
});

describe('the state', () => {
  it('ends with exactly the trades since the start, despite drops, failures, lag and restarts', async () => {
    const event = fc.constantFrom(
      'trade',
      'trade',
      'trade',
      'lost-trade',
      'up',
      'up',
      'down',
      'restart',
      'rest-fails',
      'disk-fails',
      'lag',
      'slow',
      'time',
      'turn',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 80 }), async (events) => {
        const it_ = (harness = new GapHarness());
        it_.showTime();
        it_.start();
        for (const name of events) {
          if (name === 'trade') it_.trade();
          else if (name === 'lost-trade') {
            it_.trade(true);
            it_.streamDown();
          } else if (name === 'up') it_.streamUp();
          else if (name === 'down') it_.streamDown();
          else if (name === 'restart') it_.restart();
          else if (name === 'rest-fails') it_.exchange.failures = 2;
          else if (name === 'disk-fails') it_.disk.failures = 1;
          else if (name === 'lag') it_.exchange.lagMs = 10_000 - it_.exchange.lagMs;
          else if (name === 'slow') it_.exchange.pageMs = 2_000 - it_.exchange.pageMs;
          else if (name === 'time') await it_.pass(10_000, 2_500);
          else await settle();
        }
        it_.streamUp();
        await it_.pass(240_000, 5_000);
        expect(harness.ids()).toEqual(it_.exchange.trades.map(({ id }) => Number(id)));
        expect(it_.disk.recordedIds.map(Number).sort((a, b) => a - b)).toEqual(harness.ids());
        expect(it_.disk.open_.size).toBe(0);
      }),
      { numRuns: Number(process.env.GAP_RUNS ?? 100) },
    );
  });
});
