import { once } from 'node:events';
import { connect } from 'node:net';
import { jest } from '@jest/globals';
import { startBroadcast, type BroadcastApp } from '../../../test/support/broadcast-app.js';
import { FakeFeed } from '../../../test/support/fake-feed.js';
import { FramesClient } from '../../../test/support/frames-client.js';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { until } from '../../../test/support/until.js';
import { Problem } from '../../http/problems.js';
import type { BroadcastOptions } from '../broadcast-options.js';
import { BroadcastStats } from '../broadcast-stats.js';
import { ClientSession } from './client-session.js';
import { Hub } from './hub.js';

/** More than the kernel's buffers between two sockets hold. */
const PINGS = 150_000;
const PIECE = 'x'.repeat(256 * 1024);

describe('a client that floods the server', () => {
  let clock: ManualClock;
  let feed: FakeFeed;
  let broadcast: BroadcastApp;

  const start = async (options: Partial<BroadcastOptions> = {}): Promise<FramesClient> => {
    clock = new ManualClock();
    feed = new FakeFeed(7);
    broadcast = await startBroadcast(feed, { clock, options });
    return FramesClient.connect(`${broadcast.url}?channels=account/7`, { perMessageDeflate: false });
  };
  const session = (): ClientSession => [...broadcast.app.get(Hub).sessions][0]!;

  afterEach(async () => {
    jest.restoreAllMocks();
    await broadcast.close();
  });

  it('gets its pings answered with their data', async () => {
    const client = await start();
    const answered = once(client.socket, 'pong');
    client.socket.ping('some data');
    expect(String((await answered)[0])).toBe('some data');
  });

  it('has its pings counted as messages', async () => {
    const client = await start({ maxMessagesPerSecond: 5 });
    for (let i = 0; i < 16; i++) client.socket.ping();
    expect(await client.closed).toMatchObject({ code: 4029 });
    expect(await client.next('notice')).toMatchObject({ code: 'rate_limit' });
  });

  it('is answered only its latest ping once it reads again', async () => {
    const client = await start({ maxMessagesPerSecond: 1_000_000 });
    const onPing = jest.spyOn(ClientSession.prototype, 'onPing');
    client.socket.pause();
    for (let i = 1; i <= PINGS; i++) client.socket.ping(String(i).padStart(120, '0'));
    await until(() => onPing.mock.calls.length === PINGS);
    expect(session().transport.pending).toBeLessThan(1_000_000);
    let pongs = 0;
    const last = new Promise<void>((resolve) =>
      client.socket.on('pong', (data) => {
        pongs++;
        if (Number(data) === PINGS) resolve();
      }),
    );
    client.socket.resume();
    await last;
    expect(pongs).toBeLessThan(PINGS);
  });

  it('is closed when its pending bytes exceed the limit, also outside its queue', async () => {
    const client = await start();
    await client.next('snapshot');
    client.socket.pause();
    const { transport } = session();
    while (transport.pending === 0) {
      feed.change(7, { name: PIECE });
      await new Promise((resolve) => setImmediate(resolve));
    }
    clock.advance(1000);
    expect(transport.open).toBe(true);
    for (let i = 0; i < 5; i++) transport.write(Buffer.from(PIECE));
    clock.advance(1000);
    expect(broadcast.app.get(BroadcastStats).closes).toEqual({ slow_consumer: 1 });
    client.socket.terminate();
  });

  it('is disconnected when it does not leave after a refused upgrade', async () => {
    broadcast = await startBroadcast(new FakeFeed(7), {
      options: { closeGraceMs: 50 },
      authenticate: () => {
        throw new Problem('UNAUTHENTICATED', 'No credentials were sent.');
      },
    });
    const { port } = new URL(broadcast.url);
    const socket = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true });
    socket.write(
      `GET /ws HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
    );
    await once(socket, 'readable');
    expect(String(socket.read())).toMatch(/^HTTP\/1\.1 401 /);
    const connections = (): Promise<number> =>
      new Promise((resolve) => broadcast.app.getHttpServer().getConnections((_, count) => resolve(count)));
    while ((await connections()) > 0) await new Promise((resolve) => setImmediate(resolve));
    socket.destroy();
  });
});
