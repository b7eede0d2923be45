import { jest } from '@jest/globals';
import { CLOSE_CODES } from 'lighter-broadcaster-protocol/close-codes';
import { startBroadcast, type BroadcastApp } from '../../../test/support/broadcast-app.js';
import { FakeFeed } from '../../../test/support/fake-feed.js';
import { FramesClient } from '../../../test/support/frames-client.js';
import { ManualClock } from '../../../test/support/manual-clock.js';
import type { BroadcastOptions } from '../broadcast-options.js';
import type { TrustProxy } from '../../config/values/trust-proxy.js';
import { FeedRegistry } from '../fan-out/feed-registry.js';

describe('the limits of /ws', () => {
  let broadcast: BroadcastApp;
  const start = async (
    options: Partial<BroadcastOptions>,
    trustProxy: TrustProxy = false,
  ): Promise<string> => {
    broadcast = await startBroadcast(new FakeFeed(7), { options, trustProxy });
    return `${broadcast.url}?channels=none`;
  };

  afterEach(() => broadcast.close());

  it('closes connections over the maximum', async () => {
    const url = await start({ maxConnections: 1 });
    const first = await FramesClient.connect(url);
    const second = await FramesClient.connect(url);
    expect(await second.closed).toMatchObject({ code: CLOSE_CODES.too_many_connections.code });
    await first.close();
    const third = await FramesClient.connect(url);
    await third.settled();
  });

  it('counts connections per address behind a trusted proxy and exempts loopback', async () => {
    const url = await start({ maxConnectionsPerIp: 1 }, 1);
    const from = (address: string) => FramesClient.connect(url, { headers: { 'x-forwarded-for': address } });
    await from('192.0.2.1');
    expect(await (await from('192.0.2.1')).closed).toMatchObject({
      code: CLOSE_CODES.too_many_connections_per_ip.code,
    });
    await (await from('192.0.2.2')).settled();
    await FramesClient.connect(url);
    await (await FramesClient.connect(url)).settled();
  });

  it('exempts no forwarded loopback address, and counts IPv6 by network', async () => {
    const url = await start({ maxConnectionsPerIp: 1 }, true);
    for (const [first, second] of [
      ['127.0.0.1', '127.0.0.1'],
      ['[2001:db8::1]:4711', '2001:db8::2'],
    ] as const) {
      await FramesClient.connect(url, { headers: { 'x-forwarded-for': first } });
      const refused = await FramesClient.connect(url, { headers: { 'x-forwarded-for': second } });
      expect(await refused.closed).toMatchObject({ code: CLOSE_CODES.too_many_connections_per_ip.code });
    }
  });

  it('refuses subscriptions over the maximum, warns, then closes', async () => {
    const client = await FramesClient.connect(await start({ maxSubscriptions: 1 }));
    client.send({ op: 'subscribe', channels: ['account/7', 'connections'] });
    expect(await client.next('error')).toMatchObject({
      code: 'too_many_subscriptions',
      channel: 'connections',
    });
    client.send({ op: 'subscribe', channels: ['incidents'] });
    expect(await client.next('notice')).toMatchObject({ code: 'subscriptions' });
    for (let i = 0; i < 5; i++) client.send({ op: 'subscribe', channels: ['incidents'] });
    expect(await client.closed).toMatchObject({ code: CLOSE_CODES.too_many_subscriptions.code });
  });

  it('warns about too many messages, then closes', async () => {
    const client = await FramesClient.connect(await start({ maxMessagesPerSecond: 5 }));
    for (let i = 0; i < 16; i++) client.send({ op: 'ping' });
    expect(await client.closed).toMatchObject({ code: CLOSE_CODES.too_many_messages.code });
    expect(await client.next('notice')).toMatchObject({ code: 'rate_limit', resume_after_ms: null });
    expect(client.frames.filter((frame) => frame.type === 'pong').length).toBeGreaterThanOrEqual(5);
  });

  it('charges an op for the channels that it names', async () => {
    const options = { maxMessagesPerSecond: 20 };
    broadcast = await startBroadcast(new FakeFeed(7), { options, clock: new ManualClock() });
    const client = await FramesClient.connect(`${broadcast.url}?channels=none`);
    const channels = Array.from({ length: 1000 }, (_, at) => `market/${at}`);
    for (let i = 0; i < 6; i++) client.send({ op: 'unsubscribe', id: i, channels });
    expect(await client.closed).toMatchObject({ code: CLOSE_CODES.too_many_messages.code });
    expect(client.frames.filter((frame) => frame.type === 'notice')).toHaveLength(1);
    const answered = new Set(client.frames.map((frame) => frame.type === 'error' && frame.id));
    expect(answered.size).toBeLessThan(7);
  });

  it('moves a client once for an unsubscribe of 1,000 channels', async () => {
    const feed = new FakeFeed(...Array.from({ length: 1000 }, (_, at) => at));
    broadcast = await startBroadcast(feed, { options: { maxSubscriptions: 2000 } });
    const client = await FramesClient.connect(`${broadcast.url}?channels=none`);
    const channels = feed.accountIndexes().map((index) => `account/${index}`);
    client.send({ op: 'subscribe', channels });
    await client.next('snapshot', 'account/999');
    const join = jest.spyOn(broadcast.app.get(FeedRegistry), 'join');
    client.send({ op: 'unsubscribe', channels });
    await client.next('unsubscribed', 'account/999');
    expect(join).toHaveBeenCalledTimes(1);
  });

  it('closes a client that sends a frame over the limit', async () => {
    const client = await FramesClient.connect(await start({ maxFrameBytes: 1024 }));
    client.send('x'.repeat(1025));
    expect(await client.closed).toMatchObject({ code: CLOSE_CODES.frame_too_big.code });
  });

  it('answers invalid messages with errors, warns, then closes', async () => {
    const client = await FramesClient.connect(await start({}));
    for (let i = 0; i < 15; i++) client.send('garbage');
    expect(await client.closed).toMatchObject({ code: CLOSE_CODES.garbage.code });
    expect(await client.next('notice')).toMatchObject({ code: 'garbage' });
    expect(client.frames.filter((frame) => frame.type === 'error')).toHaveLength(15);
  });
});
