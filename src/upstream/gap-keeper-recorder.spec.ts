import { ascending, GapHarness, settle, SETTLE_MS, upTo } from '../../test/support/gap.harness.js';

let harness: GapHarness;
beforeEach(() => (harness = new GapHarness()));

describe('a disk that fails', () => {
  it('delays the record, never the live state', async () => {
    await harness.follow();
    harness.disk.failures = 1;
    await harness.run(
      () => harness.streamDown(),
      () => harness.streamUp(),
      () => harness.trade(),
    );
    expect(harness.ids()).toEqual([1, 2]);
    expect(harness.gaps().at(-1)).toMatchObject({ cause: 'stream-lost', closed_at: null });
    expect(harness.disk.recordedIds).toEqual(['1']);
    expect(harness.incidents).toEqual(['gap-log-failed']);
    await harness.run(() => harness.clock.advance(1_000));
    expect(harness.disk.recordedIds).toEqual(['1', '2']);
  });
});

describe('a recorder that could not hold everything', () => {
  it('gets the trades it dropped from REST, even though the state has them', async () => {
    await harness.follow();
    harness.disk.failures = 1;
    harness.recorder.capacity = 3;
    await harness.run(
      () => harness.streamDown(),
      () => harness.streamUp(),
    );
    for (let i = 0; i < 5; i++) harness.trade();
    await harness.pass(3 * SETTLE_MS);
    expect(harness.ids()).toEqual(upTo(6));
    expect(ascending(harness.disk.recordedIds)).toEqual(upTo(6));
    expect(harness.gaps().at(-1)).toMatchObject({ complete: true, trades_recovered: 0 });
  });
});

describe('a clean stop while trades are held back', () => {
  it('loses none of them, although the restored state knows them', async () => {
    await harness.follow();
    harness.disk.failures = Infinity;
    await harness.run(
      () => harness.streamDown(),
      () => harness.streamUp(),
    );
    for (let i = 0; i < 3; i++) harness.trade();
    await settle();
    expect([harness.ids(), harness.disk.recordedIds]).toEqual([upTo(4), ['1']]);
    harness.disk.failures = 0;
    await harness.run(
      () => harness.restart(true),
      () => harness.streamUp(),
    );
    await harness.pass(3 * SETTLE_MS);
    expect(ascending(harness.disk.recordedIds)).toEqual(upTo(4));
  });
});
