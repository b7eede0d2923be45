import { startBroadcast, type BroadcastApp } from '../../../test/support/broadcast-app.js';
import { FakeFeed } from '../../../test/support/fake-feed.js';
import { FramesClient } from '../../../test/support/frames-client.js';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { Hub } from '../clients/hub.js';

describe('two clients of one cohort', () => {
  let feed: FakeFeed;
  let broadcast: BroadcastApp;
  let first: FramesClient;
  let second: FramesClient;

  const join = async (): Promise<FramesClient> => {
    const client = await FramesClient.connect(`${broadcast.url}?channels=none`);
    client.send({ op: 'subscribe', id: 1, channels: ['account/7'], rate: 'live' });
    client.send({ op: 'subscribe', id: 2, channels: ['account/8'], rate: '1s' });
    await client.next('snapshot', 'account/8');
    return client;
  };

  beforeEach(async () => {
    feed = new FakeFeed(7, 8);
    broadcast = await startBroadcast(feed, { clock: new ManualClock() });
    first = await join();
    second = await join();
  });

  afterEach(() => broadcast.close());

  it('both receive a change published while the cohort is being written', async () => {
    feed.trade(8, 1);
    await Promise.all([first, second].map((client) => client.next('change', 'account/8')));
    // Held back until its second has passed, or until a new snapshot flushes it.
    feed.trade(8, 2);
    feed.trade(7, 3);
    const [, session] = broadcast.app.get(Hub).sessions;
    session!.onMessage(JSON.stringify({ op: 'subscribe', id: 3, channels: ['account/8'], rate: '1s' }));
    for (const client of [first, second]) {
      const change = await client.find((frame) => frame.type === 'change' && frame.seq === 2);
      expect(change).toMatchObject({ channel: 'account/8', prev_seq: 1 });
      await client.next('change', 'account/7');
    }
  });
});
