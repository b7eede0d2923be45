import { startBroadcast, type BroadcastApp } from '../../../test/support/broadcast-app.js';
import { FakeFeed } from '../../../test/support/fake-feed.js';
import { FramesClient } from '../../../test/support/frames-client.js';
import { ManualClock } from '../../../test/support/manual-clock.js';

const CHANNEL = 'account/8';

describe('two subscribers of one channel at 1s', () => {
  let feed: FakeFeed;
  let clock: ManualClock;
  let broadcast: BroadcastApp;
  let steady: FramesClient;
  let restless: FramesClient;

  const subscribe = (client: FramesClient): void =>
    client.send({ op: 'subscribe', channels: [CHANNEL], rate: '1s' });
  const seqs = (client: FramesClient): [string, number][] =>
    client.of(CHANNEL).map(({ type, seq }) => [type, seq]);

  beforeEach(async () => {
    feed = new FakeFeed(7, 8);
    clock = new ManualClock();
    broadcast = await startBroadcast(feed, { clock });
    [steady, restless] = (await Promise.all(
      [0, 1].map(() => FramesClient.connect(`${broadcast.url}?channels=none`)),
    )) as [FramesClient, FramesClient];
    for (const client of [steady, restless]) {
      subscribe(client);
      await client.next('snapshot');
    }
    feed.trade(8, 1);
    await Promise.all([steady, restless].map((client) => client.next('change')));
  });

  afterEach(() => broadcast.close());

  it('keeps the rate of the one while the other keeps resubscribing', async () => {
    for (let id = 2; id < 6; id++) {
      feed.trade(8, id);
      subscribe(restless);
      await restless.settled();
      clock.advance(100);
    }
    await steady.settled();
    expect(seqs(steady)).toEqual([
      ['snapshot', 0],
      ['change', 1],
    ]);
    clock.advance(600);
    await steady.find((frame) => frame.type === 'change' && frame.seq === 5);
    await restless.find((frame) => frame.type === 'snapshot' && frame.seq === 5);
    expect(seqs(steady).slice(2)).toEqual([['change', 5]]);
    feed.trade(8, 6);
    clock.advance(1000);
    await restless.find((frame) => frame.type === 'change' && frame.seq === 6);
    expect(restless.of(CHANNEL).at(-1)).toMatchObject({ seq: 6, prev_seq: 5 });
  });

  it('starts a waiting subscriber at once when the other leaves', async () => {
    const third = await FramesClient.connect(`${broadcast.url}?channels=none`);
    feed.trade(8, 2);
    subscribe(third);
    await third.settled();
    expect(third.of(CHANNEL)).toEqual([]);
    for (const client of [steady, restless]) await client.close();
    expect(await third.next('snapshot')).toMatchObject({ seq: 2 });
  });
});
