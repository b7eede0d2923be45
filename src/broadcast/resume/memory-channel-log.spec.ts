import { ManualClock } from '../../../test/support/manual-clock.js';
import type { Change } from '../../state/change.js';
import { MemoryChannelLog } from './memory-channel-log.js';

const change = (seq: number, epoch = 'e'): Change =>
  ({ stream: 'account/7', epoch, seq }) as unknown as Change;

describe('MemoryChannelLog', () => {
  const clock = new ManualClock();
  const logOf = (...seqs: number[]): MemoryChannelLog => {
    const log = new MemoryChannelLog(clock, { count: 4, maxAgeMs: 1000 });
    for (const seq of seqs) log.append(change(seq));
    return log;
  };
  const after = (log: MemoryChannelLog, seq: number) => log.after('account/7', seq)?.map((each) => each.seq);

  it('returns every later change, or null if one was dropped', () => {
    const log = logOf(5, 6, 7);
    expect(after(log, 4)).toEqual([5, 6, 7]);
    expect(after(log, 6)).toEqual([7]);
    expect(after(log, 7)).toEqual([]);
    expect(after(log, 3)).toBeUndefined();
    expect(log.after('account/8', 0)).toBeNull();
  });

  it('keeps a bounded number of changes of a bounded age', () => {
    const log = logOf(1, 2, 3, 4, 5);
    expect(after(log, 0)).toBeUndefined();
    expect(after(log, 1)).toEqual([2, 3, 4, 5]);
    clock.advance(600);
    log.append(change(6));
    clock.advance(600);
    expect(after(log, 1)).toBeUndefined();
    expect(after(log, 5)).toEqual([6]);
  });

  it('starts over after another epoch or a skipped number', () => {
    const log = logOf(1, 2);
    log.append(change(4));
    expect(after(log, 1)).toBeUndefined();
    log.append(change(5, 'other'));
    expect(after(log, 4)).toEqual([5]);
  });

  it('continues from restored changes', () => {
    const log = logOf();
    log.restore(logOf(1, 2).tails());
    log.append(change(3));
    expect(after(log, 0)).toEqual([1, 2, 3]);
  });
});
