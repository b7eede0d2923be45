import { DAY } from '../../test/support/history-rows.js';
import { ManualClock } from '../../test/support/manual-clock.js';
import { HistoryRetention } from './history-retention.js';
import { OffStore } from './off.store.js';

describe('retention of the history', () => {
  it('thins snapshots five minutes after a start, then hourly', () => {
    const clock = new ManualClock(DAY);
    const times: number[] = [];
    const store = Object.assign(new OffStore(), {
      retain: async (now: number) => void times.push(now),
    });
    const retention = new HistoryRetention(store, clock, null as never, { enabled: true } as never);
    retention.onModuleInit();
    clock.advance(3_600_000);
    expect(times).toEqual([DAY + 300_000, DAY + 3_600_000]);
    retention.onModuleDestroy();
    expect(clock.pending).toBe(0);
  });
});
