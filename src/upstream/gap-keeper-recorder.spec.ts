import { GapHarness, settle, SETTLE_MS } from '../../test/support/gap.harness.js';

let harness: GapHarness;
beforeEach(() => (harness = new GapHarness()));

const run = async (...steps: (() => unknown)[]): Promise<void> => {
  for (const step of steps) {
    step();
    await settle();
  }
};
const ids = (): number[] => harness.known.map(Number).sort((a, b) => a - b);
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

/** Up, whole, and with one trade that is old enough to count as settled. */
async function following(): Promise<void> {
  harness.showTime();
  await run(
    () => harness.start(),
    () => harness.streamUp(),
    () => harness.trade(),
  );
  await harness.pass(2 * SETTLE_MS);
}

describe('a disk that fails', () => {
  it('holds back the record, never the live state', async () => {
    await following();
    harness.disk.failures = 1;
    await run(
      () => harness.streamDown(),
      () => harness.streamUp(),
      () => harness.trade(),
    );
    expect(ids()).toEqual([1, 2]);
    expect(harness.gaps().at(-1)).toMatchObject({ cause: 'stream-lost', closed_at: null });
    expect(harness.disk.recordedIds).toEqual(['1']);
    expect(harness.incidents).toEqual(['gap-log-failed']);
    await run(() => harness.clock.advance(1_000));
    expect(harness.disk.recordedIds).toEqual(['1', '2']);
  });
});

describe('a recorder that could not hold everything', () => {
  it('gets from REST what it dropped, though the state has it', async () => {
    await following();
    harness.disk.failures = 1;
    harness.recorder.capacity = 3;
    await run(
      () => harness.streamDown(),
      () => harness.streamUp(),
    );
    for (let i = 0; i < 5; i++) harness.trade();
    await harness.pass(3 * SETTLE_MS);
    expect(ids()).toEqual(upTo(6));
    expect(harness.disk.recordedIds.map(Number).sort((a, b) => a - b)).toEqual(upTo(6));
    expect(harness.gaps().at(-1)).toMatchObject({ complete: true, trades_recovered: 0 });
  });
});

describe('a clean stop while trades are held back', () => {
  it('loses none of them, although the restored state knows them', async () => {
    await following();
    harness.disk.failures = Infinity;
    await run(
      () => harness.streamDown(),
      () => harness.streamUp(),
    );
    for (let i = 0; i < 3; i++) harness.trade();
    await settle();
    expect([ids(), harness.disk.recordedIds]).toEqual([upTo(4), ['1']]);
    harness.disk.failures = 0;
    await run(
      () => harness.restart(true),
      () => harness.streamUp(),
    );
    await harness.pass(3 * SETTLE_MS);
    expect(harness.disk.recordedIds.map(Number).sort((a, b) => a - b)).toEqual(upTo(4));
  });
});
