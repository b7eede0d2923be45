import { aTrade, fromPoll, tradesUpdate } from '../../test/support/canonical.js';
import { RecentTrades } from './recent-trades.js';

const SETTLE_MS = 2_000;
const page = (...trades: [id: string, timestamp: number][]) =>
  tradesUpdate(7, fromPoll(1), ...trades.map(([trade_id, timestamp]) => aTrade({ trade_id, timestamp })));

describe('recent trades', () => {
  let recent: RecentTrades;
  beforeEach(() => {
    recent = new RecentTrades(SETTLE_MS);
    recent.add(page(['9', 90_000], ['5', 50_000]), 0);
  });

  it('know a reset by an id given again, though newer ids are higher than before', () => {
    const since = page(['12', 120_000], ['9', 110_000]);
    expect([recent.isReset(since, 60_000), recent.looksReset(since)]).toEqual([true, true]);
    recent.add(since, 60_000);
    expect(recent.isReset(since, 60_000)).toBe(true);
    recent.begin(null, 60_000);
    recent.add(since, 60_000);
    expect(recent.isReset(since, 60_000)).toBe(false);
  });

  it('know none by trades that arrive again', () => {
    const again = page(['12', 120_000], ['9', 90_000 + SETTLE_MS]);
    expect([recent.isReset(again, 60_000), recent.looksReset(again)]).toEqual([false, false]);
  });
});
