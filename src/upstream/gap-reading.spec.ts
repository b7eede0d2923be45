import { GapHarness, SETTLE_MS, upTo } from '../../test/support/gap.harness.js';

let harness: GapHarness;
beforeEach(() => (harness = new GapHarness()));

describe('a walk that cannot reach its target', () => {
  it.each([
    ['the exchange keeps too little', () => (harness.exchange.kept = 4), 9, /no longer lists trade 1/, 4],
    [
      'a row cannot be read',
      () => harness.exchange.spoiled.add('4'),
      4,
      /1 of the trades .* cannot be read/,
      3,
    ],
    ['a cursor leads back to itself', () => (harness.exchange.isCircular = true), 9, /repeats a page/, 3],
  ])('ends as incomplete because %s', async (_, spoil, made, reason, recovered) => {
    await harness.follow();
    await harness.run(() => harness.streamDown());
    for (let i = 0; i < made; i++) harness.trade();
    spoil();
    const before = harness.exchange.pagesRead;
    await harness.run(() => harness.streamUp());
    await harness.pass(SETTLE_MS);
    const [, gap] = harness.gaps();
    expect(gap).toMatchObject({ complete: false, trades_recovered: recovered });
    expect(gap!.reason).toMatch(reason);
    expect(harness.incidents).toEqual(['gap-incomplete']);
    expect(harness.exchange.pagesRead - before).toBeLessThan(9);
  });

  it.each([
    ['is complete when the exchange still lists the last known trade', 2_999, true],
    ['is incomplete when that trade is the first it dropped', 3_000, false],
    ['is incomplete far beyond that, with every trade that is left', 3_700, false],
  ])('of thousands of trades %s', async (_, missed, complete) => {
    await harness.follow();
    harness.exchange.pageSize = 100;
    await harness.run(() => harness.streamDown());
    for (let i = 0; i < missed; i++) harness.trade();
    const before = harness.exchange.pagesRead;
    await harness.run(() => harness.streamUp());
    await harness.pass(SETTLE_MS + 10_000);
    expect(harness.gaps()[1]).toMatchObject({
      complete,
      trades_recovered: Math.min(missed, 3_000),
      reason: complete ? null : 'beyond the 3,000 trades that the exchange keeps',
    });
    expect(harness.exchange.pagesRead - before).toBeLessThanOrEqual(2 * 30);
  });
});

describe('a restart while a long gap is read', () => {
  const TRADES = 1_500;

  /** Follows, loses the stream, and reads `pages` of the missed trades before the process is restarted. */
  async function readPartly(pages: number, isClean: boolean): Promise<number> {
    await harness.follow();
    harness.exchange.pageSize = 100;
    harness.exchange.pageMs = 1_000;
    await harness.run(() => harness.streamDown());
    for (let i = 0; i < TRADES; i++) harness.trade();
    await harness.pass(2 * SETTLE_MS);
    harness.showTime();
    const before = harness.exchange.pagesRead;
    await harness.run(() => harness.streamUp());
    await harness.pass(pages * 1_000);
    await harness.run(() => harness.restart(isClean));
    for (let i = 0; i < 20; i++) harness.trade();
    return harness.exchange.pagesRead - before;
  }

  async function finish(): Promise<number> {
    const before = harness.exchange.pagesRead;
    await harness.run(() => harness.streamUp());
    await harness.pass(60_000);
    return harness.exchange.pagesRead - before;
  }

  it('continues at the page that was next', async () => {
    const read = await readPartly(10, true);
    expect(read).toBeGreaterThanOrEqual(10);
    // The newest page, those that were left, and the newest again to settle.
    expect(await finish()).toBeLessThanOrEqual(16 - 10 + 3);
    expect(harness.ids()).toEqual(upTo(TRADES + 21));
    expect(harness.gaps().at(-1)).toMatchObject({ complete: true });
    expect(harness.disk.kept).toBeNull();
  });

  it('reads again what the state needs to hold', async () => {
    await readPartly(10, false);
    harness.isStateFilled = false;
    expect(await finish()).toBeGreaterThanOrEqual(16);
    expect(harness.ids()).toEqual(upTo(TRADES + 21));
  });

  it.each([
    ['refuses the cursor', 'refuse'],
    ['forgot the cursor', 'first-page'],
  ] as const)('reads everything when the exchange %s', async (_, how) => {
    await readPartly(10, true);
    harness.exchange.oldCursors = how;
    expect(await finish()).toBeGreaterThanOrEqual(16);
    expect(harness.ids()).toEqual(upTo(TRADES + 21));
    expect(harness.gaps().at(-1)).toMatchObject({ complete: true });
  });

  it('finds a trade that the exchange listed late among those read before', async () => {
    await harness.follow();
    harness.exchange.pageSize = 100;
    harness.exchange.pageMs = 1_000;
    await harness.run(() => harness.streamDown());
    for (let i = 0; i < TRADES; i++) harness.trade();
    harness.exchange.hidden.add(String(TRADES - 3));
    harness.showTime();
    await harness.run(() => harness.streamUp());
    await harness.pass(8_000);
    harness.exchange.hidden.clear();
    await harness.run(() => harness.restart(true));
    await finish();
    expect(harness.ids()).toEqual(upTo(TRADES + 1));
  });
});
