import { aTrade, fromPoll, fromStream, ordersUpdate, tradesUpdate } from '../../test/support/canonical.js';
import { run } from '../../test/support/run-updates.js';
import { reduce, reduceTime } from './reduce.js';
import type { AccountUpdate } from './update.js';

const TTL = 5_000;

describe('freshness', () => {
  const life = (event: 'alive' | 'lost', at: number, reason: string | null = null): AccountUpdate => ({
    type: 'stream',
    account_index: 7,
    event,
    at,
    mono: at,
    reason,
    probe_mono: null,
  });
  const snapshot = ordersUpdate(7, fromStream(1_000), 'snapshot');
  const staleAt = (updates: AccountUpdate[], now: number) => {
    const { record } = run(updates);
    return reduceTime(record, now, TTL).record.state.sections.orders;
  };

  it('lasts while the stream lives, and a pong is life', () => {
    expect(staleAt([snapshot], 60_999 + TTL).stale).toBe(false);
    expect(staleAt([snapshot], 61_000 + TTL)).toMatchObject({ stale: true, reason: 'stream is silent' });
    expect(staleAt([snapshot, life('alive', 31_000)], 61_000 + TTL).stale).toBe(false);
  });

  it('ends a TTL after the stream was lost or the last poll came, whichever is later', () => {
    const lost = life('lost', 2_000, 'closed 1006');
    expect(staleAt([snapshot, lost], 6_999).stale).toBe(false);
    expect(staleAt([snapshot, lost], 7_000)).toMatchObject({
      stale: true,
      reason: 'stream lost: closed 1006',
    });
    const poll = ordersUpdate(7, fromPoll(3_000, 4_000), 'snapshot');
    expect(staleAt([snapshot, lost, poll], 8_999).stale).toBe(false);
    expect(staleAt([snapshot, lost, poll], 9_000).stale).toBe(true);
  });

  it('returns with the next confirmation, as a change', () => {
    const { record } = run([snapshot, life('lost', 2_000)]);
    const aged = reduceTime(record, 9_000, TTL);
    expect(aged.delta?.sections?.orders).toMatchObject({ stale: true });
    const back = reduce(aged.record, ordersUpdate(7, fromPoll(9_500, 9_600), 'snapshot'), () => null);
    expect(back.delta?.sections?.orders).toEqual({
      source: 'rest',
      updated_at: 1_000,
      confirmed_at: 9_600,
      stale: false,
      reason: null,
    });
  });

  it('of a silent stream returns with its next frame, whatever that is about', () => {
    const { record } = run([snapshot]);
    const aged = reduceTime(record, 80_000, TTL).record;
    const { delta } = reduce(aged, tradesUpdate(7, fromStream(81_000)), () => null);
    expect(delta?.sections?.orders).toMatchObject({ stale: false, confirmed_at: 81_000 });
  });

  it('is not restored by a stream that has not confirmed the section yet', () => {
    const { record } = run([snapshot, life('lost', 2_000)]);
    const aged = reduceTime(record, 9_000, TTL).record;
    expect(reduce(aged, life('alive', 9_500), () => null).delta).toBeNull();
  });

  it('says why a stale section stays so', () => {
    const { record } = run([snapshot, life('lost', 2_000, 'closed 1006')]);
    const aged = reduceTime(record, 9_000, TTL).record;
    const failed: AccountUpdate = {
      type: 'poll-failed',
      account_index: 7,
      at: 9_100,
      mono: 9_100,
      sections: ['orders'],
      reason: 'HTTP 503',
    };
    const { delta, record: after } = reduce(aged, failed, () => null);
    expect(delta?.sections?.orders?.reason).toBe('stream lost: closed 1006; poll failed: HTTP 503');
    expect(reduce(after, failed, () => null).delta).toBeNull();
  });

  it('confirmed again is no change, and travels with the next one', () => {
    const again = ordersUpdate(7, fromStream(3_000), 'update');
    expect(run([snapshot, again]).delta).toBeNull();
    const { delta } = run([snapshot, again, tradesUpdate(7, fromStream(3_100), aTrade())]);
    expect(delta?.sections?.orders).toMatchObject({ confirmed_at: 3_000, updated_at: 1_000 });
  });
});
