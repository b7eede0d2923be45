import type { Gap, Millis } from 'lighter-broadcaster-protocol/account';
import type { GapLog, WalkProgress } from '../../src/upstream/gap-log.port.js';

/** A log in one location; `reopen` returns a new log at the same location, as after a crash. */
export interface GapLogBench {
  log: GapLog;
  reopen(): Promise<GapLog>;
  /** Durably records a trade of the account, made at `madeAt`, in the manner this log requires. */
  record(log: GapLog, accountIndex: number, tradeId: string, madeAt: Millis): Promise<void>;
}

export function gap(fields: Partial<Gap> & { gap_id: string }): Gap {
  return {
    account_index: 7,
    cause: 'stream-lost',
    from_trade_id: null,
    to_trade_id: null,
    opened_at: 1_793_000_000_000,
    closed_at: null,
    trades_recovered: null,
    complete: null,
    reason: null,
    ...fields,
  };
}

/** What every gap log must do. */
export function gapLogSuite(makeBench: () => Promise<GapLogBench>): void {
  let bench: GapLogBench;
  beforeEach(async () => {
    bench = await makeBench();
  });

  it('knows nothing at the very first start', async () => {
    expect(await bench.log.isFirstStart(7)).toBe(true);
    expect(await bench.log.openGaps(7)).toEqual([]);
    expect(await bench.log.lastTradeId(7)).toBeNull();
  });

  it('has an open gap on disk once open() resolved', async () => {
    const opened = gap({ gap_id: 'a', from_trade_id: '99' });
    await bench.log.open(opened);
    const after = await bench.reopen();
    expect(await after.openGaps(7)).toEqual([opened]);
    expect(await after.isFirstStart(7)).toBe(false);
  });

  it('returns open gaps of each account, oldest first', async () => {
    await bench.log.open(gap({ gap_id: 'b', opened_at: 2000 }));
    await bench.log.open(gap({ gap_id: 'other', account_index: 8, opened_at: 2500 }));
    await bench.log.open(gap({ gap_id: 'c', opened_at: 3000, from_trade_id: '5' }));
    await bench.log.open(gap({ gap_id: 'a', opened_at: 1000 }));
    await bench.log.open(gap({ gap_id: 'b', opened_at: 2000, from_trade_id: '3' }));
    for (const log of [bench.log, await bench.reopen()])
      expect((await log.openGaps(7)).map(({ gap_id }) => gap_id)).toEqual(['a', 'b', 'c']);
    expect(await bench.log.isFirstStart(9)).toBe(true);
  });

  it('forgets a closed gap, but not that the account was started before', async () => {
    const opened = gap({ gap_id: 'a' });
    await bench.log.open(opened);
    await bench.log.close({
      ...opened,
      closed_at: opened.opened_at + 5,
      complete: true,
      trades_recovered: 0,
    });
    const after = await bench.reopen();
    expect(await after.openGaps(7)).toEqual([]);
    expect(await after.isFirstStart(7)).toBe(false);
  });

  it('keeps the last version of a gap that is opened twice', async () => {
    await bench.log.open(gap({ gap_id: 'a' }));
    await bench.log.open(gap({ gap_id: 'a' }));
    await bench.log.open(gap({ gap_id: 'a', from_trade_id: '12' }));
    expect(await (await bench.reopen()).openGaps(7)).toEqual([gap({ gap_id: 'a', from_trade_id: '12' })]);
  });

  it('keeps that a gap begins at no trade any more, after a reset of the exchange', async () => {
    const opened = gap({ gap_id: 'a', from_trade_id: '99' });
    await bench.log.open(opened);
    const anew = { ...opened, cause: 'exchange-reset', from_trade_id: null };
    await bench.log.open(anew);
    expect(await (await bench.reopen()).openGaps(7)).toEqual([anew]);
  });

  it('keeps gaps that are opened and closed at the same time', async () => {
    const ids = Array.from({ length: 20 }, (_, i) => `g${i}`);
    await Promise.all(ids.map((gap_id, i) => bench.log.open(gap({ gap_id, opened_at: i }))));
    await Promise.all(
      ids.slice(0, 10).map((gap_id) => bench.log.close(gap({ gap_id, closed_at: 50, complete: true }))),
    );
    const after = await bench.reopen();
    expect((await after.openGaps(7)).map(({ gap_id }) => gap_id)).toEqual(ids.slice(10));
  });

  it('remembers how far an open gap was read, until it is closed', async () => {
    const opened = gap({ gap_id: 'a' });
    const progress: WalkProgress = {
      top: '10414574259102759',
      bottom: '10414574259102000',
      settled_at: 1_793_000_000_000,
      cursor: 'bmV4dA==',
      pages: 8,
      trades: 800,
      unreadable: 0,
      floor: null,
      floor_time: null,
    };
    await bench.log.open(opened);
    expect(await bench.log.progress(7)).toBeNull();
    await bench.log.keepProgress(opened, { ...progress, pages: 7 });
    await bench.log.keepProgress(opened, progress);
    for (const log of [bench.log, await bench.reopen()]) {
      expect(await log.progress(7)).toEqual(progress);
      expect(await log.openGaps(7)).toEqual([opened]);
      expect(await log.progress(8)).toBeNull();
    }
    await bench.log.close({ ...opened, closed_at: 1_793_000_000_005, complete: true });
    expect(await (await bench.reopen()).progress(7)).toBeNull();
  });

  it('remembers the highest trade recorded, compared as numbers of any length', async () => {
    await bench.log.open(gap({ gap_id: 'a' }));
    for (const id of ['9', '10414574259102759', '10414574259102758'])
      await bench.record(bench.log, 7, id, 1_793_000_000_000);
    expect(await (await bench.reopen()).lastTradeId(7)).toBe('10414574259102759');
    expect(await bench.log.lastTradeId(8)).toBeNull();
  });

  it.each(['in the same life', 'in the next life'])(
    'knows the last trade since a reset of the exchange by a lower id, %s',
    async (life) => {
      await bench.log.open(gap({ gap_id: 'a' }));
      await bench.record(bench.log, 7, '99', 1_793_000_000_000);
      await bench.log.forgetTrades(7);
      if (life === 'in the next life') expect(await (await bench.reopen()).isFirstStart(7)).toBe(false);
      await bench.record(bench.log, 7, '5', 1_793_000_060_000);
      expect(await (await bench.reopen()).lastTradeId(7)).toBe('5');
    },
  );
}
