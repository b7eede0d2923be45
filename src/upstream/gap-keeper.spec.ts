import fc from 'fast-check';
import { GapHarness, PAGE, settle } from '../../test/support/gap.harness.js';

describe('gap keeper', () => {
  let harness: GapHarness;
  beforeEach(() => {
    harness = new GapHarness();
  });
  const run = async (...steps: (() => unknown)[]): Promise<void> => {
    for (const step of steps) {
      step();
      await settle();
    }
  };

  it('reads one page at the very first start, and calls it the beginning', async () => {
    for (let i = 0; i < 10; i++) harness.trade();
    await run(() => harness.start());
    expect(harness.gaps()).toMatchObject([{ cause: 'first-start', from_trade_id: null, closed_at: null }]);
    await run(() => harness.streamUp());
    expect(harness.disk.recordedIds).toEqual(['10', '9', '8']);
    expect(harness.gaps()).toMatchObject([{ complete: true, trades_recovered: 3, to_trade_id: '10' }]);
    expect(harness.disk.open_.size).toBe(0);
  });

  it('recovers what was traded while the line was down, all pages of it, then asks for a fresh account', async () => {
    await run(
      () => harness.start(),
      () => harness.streamUp(),
      () => harness.trade(),
      () => harness.streamDown(),
    );
    for (let i = 0; i < 8; i++) harness.trade();
    await run(() => harness.streamUp());
    expect(harness.disk.recordedIds).toHaveLength(9);
    expect(harness.gaps()[1]).toMatchObject({
      cause: 'stream-lost',
      from_trade_id: '1',
      to_trade_id: '9',
      trades_recovered: 8,
      complete: true,
    });
    expect(harness.exchange.refreshes).toBe(2);
  });

  it('holds newer trades back until the gap is on the disk', async () => {
    await run(
      () => harness.start(),
      () => harness.streamUp(),
      () => harness.trade(),
    );
    harness.disk.failures = 1;
    await run(
      () => harness.streamDown(),
      () => harness.streamUp(),
      () => harness.trade(),
    );
    expect(harness.disk.recordedIds).toEqual(['1']);
    expect(harness.incidents).toEqual(['gap-log-failed']);
    await run(() => harness.clock.advance(1_000));
    expect(harness.disk.recordedIds).toEqual(['1', '2']);
  });

  it('tries a failed backfill again without waiting for a phase', async () => {
    await run(
      () => harness.start(),
      () => harness.streamUp(),
      () => harness.trade(),
      () => harness.streamDown(),
    );
    harness.exchange.failures = 2;
    await run(
      () => harness.trade(),
      () => harness.streamUp(),
      () => harness.clock.advance(1_000),
      () => harness.clock.advance(2_000),
    );
    expect(harness.disk.recordedIds).toEqual(['1', '2']);
    expect(harness.incidents).toEqual(['backfill-failed', 'backfill-failed']);
  });

  it('closes a gap that reaches beyond what the exchange keeps as incomplete, with an incident', async () => {
    await run(
      () => harness.start(),
      () => harness.streamUp(),
      () => harness.trade(),
      () => harness.streamDown(),
    );
    harness.exchange.kept = 4;
    for (let i = 0; i < 9; i++) harness.trade();
    await run(() => harness.streamUp());
    expect(harness.gaps().at(-1)).toMatchObject({ complete: false, trades_recovered: 4 });
    expect(harness.gaps().at(-1)?.reason).toMatch(/no longer lists trade 1/);
    expect(harness.incidents).toEqual(['gap-incomplete']);
  });

  it('closes as incomplete what holds a row that can not be read, with all the others', async () => {
    await run(
      () => harness.start(),
      () => harness.streamUp(),
      () => harness.trade(),
      () => harness.trade(),
      () => harness.streamDown(),
    );
    for (let i = 0; i < 4; i++) harness.trade();
    harness.exchange.spoiled.add('1').add('4');
    await run(() => harness.streamUp());
    expect(harness.gaps().at(-1)).toMatchObject({
      complete: false,
      trades_recovered: 3,
      reason: '1 of the trades that the exchange lists can not be read',
    });
    expect(harness.incidents).toEqual(['gap-incomplete']);
  });

  it.each([
    ['is complete when the exchange still lists the trade that it begins with', 2_999, true, 2_999],
    ['is incomplete when that trade is the first that it keeps no more', 3_000, false, 3_000],
    ['is incomplete far beyond, with all that is left', 3_700, false, 3_000],
  ])('of thousands of trades %s', async (_, missed, complete, recovered) => {
    await run(
      () => harness.start(),
      () => harness.streamUp(),
      () => harness.trade(),
      () => harness.streamDown(),
    );
    harness.exchange.pageSize = 100;
    for (let i = 0; i < missed; i++) harness.trade();
    harness.streamUp();
    while (harness.disk.open_.size > 0) await settle();
    await settle();
    expect(harness.gaps().at(-1)).toMatchObject({ complete, trades_recovered: recovered });
    expect(harness.gaps().at(-1)!.reason).toEqual(
      complete ? null : 'beyond the 3,000 trades that the exchange keeps',
    );
    expect(harness.exchange.pagesRead).toBe(1 + 30);
    expect(new Set(harness.disk.recordedIds).size).toBe(recovered + 1);
  });

  it('closes as incomplete without a credential', async () => {
    harness.exchange.hasCredential = false;
    await run(
      () => harness.start(),
      () => harness.streamUp(),
    );
    expect(harness.gaps()).toMatchObject([{ complete: false, reason: 'no credential', trades_recovered: 0 }]);
  });

  it('opens a gap of its own when the line is lost while the last one is being closed', async () => {
    await run(
      () => harness.start(),
      () => harness.streamUp(),
      () => harness.trade(),
      () => harness.streamDown(),
      () => harness.trade(),
    );
    harness.streamUp();
    while (harness.disk.open_.size > 0 && !harness.gaps().every(({ closed_at }) => closed_at)) {
      await Promise.resolve();
      if (harness.exchange.refreshes === 2) break;
    }
    await run(
      () => harness.streamDown(),
      () => harness.trade(),
      () => harness.streamUp(),
    );
    expect(harness.disk.recordedIds.map(Number).sort((a, b) => a - b)).toEqual([1, 2, 3]);
    expect(harness.disk.open_.size).toBe(0);
  });

  it('ends with exactly the trades since the beginning, whatever drops, fails and restarts on the way', async () => {
    const event = fc.constantFrom(
      'trade',
      'trade',
      'trade',
      'up',
      'up',
      'down',
      'restart',
      'rest-fails',
      'disk-fails',
      'time',
      'turn',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 80 }), async (events) => {
        const it_ = new GapHarness();
        it_.start();
        for (const name of events) {
          if (name === 'trade') it_.trade();
          else if (name === 'up') it_.streamUp();
          else if (name === 'down') it_.streamDown();
          else if (name === 'restart') it_.restart();
          else if (name === 'rest-fails') it_.exchange.failures = 2;
          else if (name === 'disk-fails') it_.disk.failures = 1;
          else if (name === 'time') it_.clock.advance(10_000);
          else await settle();
        }
        it_.streamUp();
        for (let turn = 0; turn < 12; turn++) {
          await settle();
          it_.clock.advance(30_000);
        }
        await settle();
        const known = it_.disk.recordedIds.map(Number).sort((a, b) => a - b);
        const made = it_.exchange.trades.map(Number);
        expect(known).toEqual(made.slice(made.length - known.length));
        expect(it_.disk.open_.size).toBe(0);
        const firstSeen = it_.gaps().find(({ cause }) => cause === 'first-start');
        expect(known.length).toBeGreaterThanOrEqual(Math.min(made.length, firstSeen ? PAGE : 0));
      }),
      { numRuns: Number(process.env.GAP_RUNS ?? 150) },
    );
  });
});
