import { applyDelta } from 'lighter-broadcaster-protocol/apply';
import type { AccountState } from 'lighter-broadcaster-protocol/account';
import type { AccountDelta } from 'lighter-broadcaster-protocol/delta';
import { stateHash } from 'lighter-broadcaster-protocol/hash';
import { startBroadcast, type BroadcastApp } from '../../../test/support/broadcast-app.js';
import { FakeFeed } from '../../../test/support/fake-feed.js';
import { FramesClient } from '../../../test/support/frames-client.js';
import { ManualClock } from '../../../test/support/manual-clock.js';

/** After the process was held up, the first read of the state changes it: what was fresh is stale. */
describe('a read that changes the state', () => {
  let feed: FakeFeed;
  let clock: ManualClock;
  let broadcast: BroadcastApp;
  const follow = (): Promise<FramesClient> => FramesClient.connect(`${broadcast.url}?channels=none`);

  beforeEach(async () => {
    feed = new FakeFeed(7);
    clock = new ManualClock();
    broadcast = await startBroadcast(feed, { clock, options: { hashEvery: 1 } });
  });
  afterEach(() => broadcast.close());

  it('leaves no snapshot with the position before it', async () => {
    const first = await follow();
    first.send({ op: 'subscribe', channels: ['account/7'] });
    await first.next('snapshot');
    feed.change(7, { name: 'before' });
    await first.next('change');
    const second = await follow();
    await second.next('hello');
    // The subscription checks that the account exists, before it takes the snapshot.
    feed.due = () => (feed.due = () => feed.change(7, { name: 'late' }));
    second.send({ op: 'subscribe', channels: ['account/7'] });
    const { seq, data } = await second.next('snapshot');
    expect([seq, (data as AccountState).name]).toEqual([2, 'late']);
  });

  it('does not come between a conflated change and its hash', async () => {
    const client = await follow();
    client.send({ op: 'subscribe', channels: ['account/7'], rate: '100ms' });
    const { data } = await client.next('snapshot');
    feed.change(7, { name: 'first' });
    await client.next('change');
    feed.change(7, { name: 'held back' });
    feed.due = () => feed.change(7, { name: 'late' });
    clock.advance(100);
    await client.find((frame) => frame.type === 'change' && frame.seq > 1);
    let state = data as AccountState;
    for (const frame of client.of('account/7')) {
      if (frame.type === 'snapshot') continue;
      state = applyDelta(state, frame.data as AccountDelta);
      expect(frame.hash).toBe(stateHash(state));
    }
    expect(state.name).toBe('late');
  });
});
