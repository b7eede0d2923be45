import { ManualClock } from '../../../test/support/manual-clock.js';
import type { FeedEvents, MarketFeed } from '../../upstream-ws/market-feeds.port.js';
import { parseChannel, type MirrorFeedChannel } from '../stream/mirror-channel.js';
import { MirrorMarketChannels } from './mirror-market-channels.js';

const TICKER = parseChannel('ticker/0') as MirrorFeedChannel;
const OTHER = parseChannel('ticker/1') as MirrorFeedChannel;
const frame = (kind: string): string => `{"channel":"ticker:0","type":"${kind}/ticker"}`;

let clock: ManualClock;
let channels: MirrorMarketChannels;
let feeds: { channel: string; events: FeedEvents; isLeft: boolean }[];
let passed: string[];

beforeEach(() => {
  clock = new ManualClock();
  feeds = [];
  passed = [];
  const source = {
    downSince: null,
    follow(channel: string, events: FeedEvents): MarketFeed {
      const feed = { channel, events, isLeft: false };
      feeds.push(feed);
      return { resync: () => undefined, leave: () => void (feed.isLeft = true) };
    },
  };
  channels = new MirrorMarketChannels({ mirror: { marketStreams: 1 } } as never, clock, source);
  channels.onFrame = (_, text) => passed.push(text);
});

async function followed(): Promise<void> {
  const done = channels.follow(TICKER);
  feeds.at(-1)!.events.frame('subscribed', frame('subscribed'));
  await done;
}

describe('a channel of a market', () => {
  it('is subscribed once for all followers and left a minute after the last', async () => {
    await followed();
    await channels.follow(TICKER);
    expect(feeds.map(({ channel }) => channel)).toEqual(['ticker/0']);
    channels.release(TICKER);
    clock.advance(120_000);
    expect(feeds[0]!.isLeft).toBe(false);
    channels.release(TICKER);
    clock.advance(59_000);
    expect(feeds[0]!.isLeft).toBe(false);
    clock.advance(1_000);
    expect(feeds[0]!.isLeft).toBe(true);
  });

  it('is refused to its followers when the exchange does not answer in ten seconds', async () => {
    const refused = expect(channels.follow(TICKER)).rejects.toMatchObject({ code: 30012 });
    clock.advance(10_000);
    await refused;
  });

  it('that is left to linger makes room for another', async () => {
    await followed();
    await expect(channels.follow(OTHER)).rejects.toMatchObject({ code: 23001 });
    channels.release(OTHER);
    channels.release(TICKER);
    const other = channels.follow(OTHER);
    feeds[1]!.events.frame('subscribed', frame('subscribed'));
    await other;
    expect(feeds.map(({ isLeft }) => isLeft)).toEqual([true, false]);
  });

  it('that the exchange refuses later has a fault, so that its followers are not left without frames', async () => {
    await followed();
    expect(channels.fault(TICKER)).toBeNull();
    feeds[0]!.events.refused(30005, 'Invalid Channel');
    expect(channels.fault(TICKER)).toBe('ticker:0: Invalid Channel');
  });

  it('that was refused is asked for again by its next follower, and serves the earlier ones too', async () => {
    await followed();
    feeds[0]!.events.refused(30005, 'Invalid Channel');
    const refused = channels.follow(TICKER);
    feeds[1]!.events.refused(30005, 'Invalid Channel');
    await expect(refused).rejects.toMatchObject({ code: 30005 });
    channels.release(TICKER);
    await followed();
    expect([feeds.length, channels.fault(TICKER)]).toEqual([3, null]);
    channels.release(TICKER);
    clock.advance(60_000);
    feeds[2]!.events.frame('update', frame('update'));
    expect(passed.at(-1)).toBe(frame('update'));
    expect(feeds[2]!.isLeft).toBe(false);
  });
});
