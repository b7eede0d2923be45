import { startBroadcast, type BroadcastApp } from '../../../test/support/broadcast-app.js';
import { FakeFeed } from '../../../test/support/fake-feed.js';
import { FramesClient } from '../../../test/support/frames-client.js';
import { FeedRegistry } from '../fan-out/feed-registry.js';

const ACCOUNTS = [1, 2, 3, 4];
/** Changes of each account: a resume from before them has more than a megabyte, and all resumes together more than 60. */
const CHANGES = 16;
const PIECE = 'x'.repeat(64 * 1024);
const MB = 1024 * 1024;

it('keeps answers to resumes from many positions within 256 and 32 MB', async () => {
  const feed = new FakeFeed(...ACCOUNTS);
  const broadcast: BroadcastApp = await startBroadcast(feed, {
    options: { maxMessagesPerSecond: 10_000, clientMaxBytes: 2 * MB },
  });
  for (const account of ACCOUNTS)
    for (let i = 0; i < CHANGES; i++) feed.change(account, { name: `${i} ${PIECE}` });
  const client = await FramesClient.connect(`${broadcast.url}?channels=none`, { perMessageDeflate: false });
  const positions = ACCOUNTS.flatMap((account) =>
    Array.from({ length: CHANGES }, (_, seq) => ({ channel: `account/${account}`, seq })),
  );
  for (const { channel, seq } of positions) {
    const since = { [channel]: { epoch: feed.epoch, seq } };
    client.send({ op: 'subscribe', channels: [channel], since });
    await client.find(
      (frame) => frame.type === 'recovered' && frame.channel === channel && frame.from_seq === seq,
    );
  }
  const { replays, bytes } = broadcast.app.get(FeedRegistry).replays;
  expect(replays).toBeGreaterThan(0);
  expect(replays).toBeLessThan(positions.length);
  expect(bytes).toBeGreaterThan(16 * MB);
  expect(bytes).toBeLessThanOrEqual(32 * MB);
  client.socket.terminate();
  await broadcast.close();
});
