import fc from 'fast-check';
import { aTrade, fromStream, tradesUpdate } from '../../../test/support/canonical.js';
import { followLog, lead, LEASE, type LeadingCollector } from '../../../test/support/cluster.harness.js';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { settleIo, until } from '../../../test/support/until.js';
import { Message } from '../../broadcast/fan-out/message.js';
import { FollowedChannels } from '../../mirror/stream/followed-channels.port.js';
import type { Follower } from '../../mirror/stream/followers.js';
import { failedToSubscribe, type MirrorChannel } from '../../mirror/stream/mirror-channel.js';
import { EngineMemory } from '../engine-memory.js';
import { decodeFrames, encodeFrames, type LoggedFrame } from './logged-frames.js';
import { LogMirror } from './log-mirror.js';

const KEY = 'account_all_orders:7';
const CHANNEL = 'account_all_orders/7';

/** The channels of a leader, which answer at once. */
class Channels extends FollowedChannels {
  override readonly isConnected = true;
  readonly followed = new Map<string, Follower>();

  override subscribe(follower: Follower, channel: MirrorChannel): void {
    if (channel.market !== null) throw failedToSubscribe('the exchange does not answer');
    this.followed.set(channel.key, follower);
    follower.subscriptions.set(channel.key, channel);
    follower.begin(channel, `{"first":"${channel.key}"}`);
  }

  override unsubscribe(follower: Follower, { key }: MirrorChannel): void {
    this.followed.delete(key);
    follower.subscriptions.delete(key);
  }

  override tick(): void {}
}

const trade = (id: number) => tradesUpdate(7, fromStream(id), aTrade({ trade_id: String(id) }));

describe('frames of the mirror in the log', () => {
  let clock: ManualClock;
  let memory: EngineMemory;
  let leader: LeadingCollector;
  let channels: Channels;
  let mirror: LogMirror;
  /** What a gateway sees, in order. */
  let seen: string[];
  const undo: (() => void)[] = [];
  let calls: number;
  let gateway: Awaited<ReturnType<typeof followLog>>;

  const follow = (member: string, channel: string): Promise<void> =>
    mirror.follow({ type: 'follow', member, n: ++calls, channel });
  const following = (member: string, channels: string[], n = ++calls): void =>
    mirror.following({ type: 'following', member, n, channels });

  beforeEach(async () => {
    clock = new ManualClock();
    memory = new EngineMemory(clock);
    leader = await lead(memory, clock, 'first');
    channels = new Channels();
    mirror = new LogMirror(channels, leader.writer, clock);
    mirror.onApplicationBootstrap();
    gateway = await followLog(memory, clock);
    const { feed } = gateway;
    seen = [];
    calls = 0;
    feed.subscribe('test', ({ stream, seq }) => seen.push(`${stream} ${seq}`));
    feed.onFrames = (frames) => seen.push(...frames.map(({ kind, key, text }) => `${kind} ${key} ${text}`));
    feed.onFramesLost = () => seen.push('lost');
    undo.push(
      () => feed.onModuleDestroy(),
      () => mirror.onModuleDestroy(),
    );
  });
  afterEach(() => undo.splice(0).forEach((step) => step()));

  it('are the same texts after the log as before it', () => {
    const frame = fc.record({
      kind: fc.constantFrom<LoggedFrame['kind']>('first', 'update', 'lost'),
      key: fc.string(),
      text: fc.string({ unit: 'grapheme', maxLength: 200 }),
    });
    fc.assert(
      fc.property(fc.array(frame, { minLength: 1, maxLength: 20 }), (frames) => {
        expect(decodeFrames(new Map([['k', Buffer.from('r')], ...encodeFrames(frames)]))).toEqual(frames);
      }),
    );
  });

  it('follow the changes of their turn, and count nothing', async () => {
    await follow('a', CHANNEL);
    await leader.writer.idle();
    leader.store.apply(trade(1));
    mirror.send(new Message('{"n":1}'), mirror.subscriptions.get(KEY)!);
    await leader.writer.idle();
    mirror.send(new Message('{"n":2}'), mirror.subscriptions.get(KEY)!);
    mirror.lost(mirror.subscriptions.get(KEY)!, 'upstream of 7 lost');
    await until(() => seen.length === 5);
    expect(seen).toEqual([
      `first ${KEY} {"first":"${KEY}"}`,
      'account/7 1',
      `update ${KEY} {"n":1}`,
      `update ${KEY} {"n":2}`,
      `lost ${KEY} upstream of 7 lost`,
    ]);
    expect(gateway.feed.total).toBe(1);
    expect(channels.followed.size).toBe(0);
  });

  it('may be missing after a takeover and after a lost entry, and only then', async () => {
    await follow('a', CHANNEL);
    await until(() => seen.length === 1);
    gateway.engine.setConnected(false);
    for (const id of [1, 2]) {
      leader.store.apply(trade(id));
      await leader.writer.idle();
    }
    const { log } = memory.share('0');
    log.splice(0, log.length - 1);
    gateway.engine.setConnected(true);
    await clock.advanceBy(2_500, 100, settleIo);
    await until(() => gateway.feed.account(7)?.trades?.length === 2);
    expect(seen.filter((entry) => entry === 'lost')).toHaveLength(1);
    clock.advance(LEASE + 1);
    await lead(memory, clock, 'second');
    await until(() => seen.filter((entry) => entry === 'lost').length === 2);
  });

  it('come of every channel that a gateway follows, until none does', async () => {
    await follow('a', CHANNEL);
    await follow('b', CHANNEL);
    await follow('b', 'user_stats/7');
    following('b', ['user_stats/7']);
    expect([...channels.followed.keys()]).toEqual([KEY, 'user_stats:7']);
    following('a', []);
    expect([...channels.followed.keys()]).toEqual(['user_stats:7']);
    // A gateway that was only held up may still follow it.
    await until(() => seen.some((entry) => entry.startsWith(`lost ${KEY} `)));
    for (let repeats = 0; repeats < 8; repeats++) {
      following('b', ['user_stats/7']);
      clock.advance(5_000);
    }
    expect(channels.followed.size).toBe(1);
    // Without a word of its gateway.
    clock.advance(25_000);
    expect(channels.followed.size).toBe(0);
  });

  it('come on when a list of what a gateway follows arrives after a later question', async () => {
    const overtaken = ++calls;
    await follow('a', CHANNEL);
    following('a', [], overtaken);
    expect(channels.followed.size).toBe(1);
    following('a', []);
    expect(channels.followed.size).toBe(0);
  });

  it('refuse a gateway what the leader cannot follow', async () => {
    await expect(follow('a', 'order_book/0')).rejects.toThrow('the exchange does not answer');
    await expect(follow('a', 'no/such/channel')).rejects.toThrow('Invalid Channel');
  });
});
