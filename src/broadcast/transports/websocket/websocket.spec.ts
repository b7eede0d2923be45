import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { startBroadcast, type BroadcastApp } from '../../../../test/support/broadcast-app.js';
import { FakeFeed } from '../../../../test/support/fake-feed.js';
import { FramesClient } from '../../../../test/support/frames-client.js';
import { Problem } from '../../../http/problems.js';
import { BroadcastWsAdapter } from './broadcast-server.js';

describe('/ws', () => {
  let feed: FakeFeed;
  let broadcast: BroadcastApp;

  beforeEach(async () => {
    feed = new FakeFeed(7, 8);
    broadcast = await startBroadcast(feed);
  });

  afterEach(() => broadcast.close());

  it('sends hello, a snapshot of each account, then every change', async () => {
    const client = await FramesClient.connect(broadcast.url);
    expect(await client.next('hello')).toMatchObject({ protocol: 1, heartbeat_ms: 20_000 });
    const snapshot = await client.next('snapshot', 'account/7');
    expect(snapshot).toMatchObject({ epoch: 'epoch-1', seq: 0, data: { account_index: 7, trades: null } });
    await client.next('snapshot', 'account/8');
    feed.trade(7, 1);
    expect(await client.next('change', 'account/7')).toMatchObject({
      epoch: 'epoch-1',
      seq: 1,
      prev_seq: 0,
      ts: { exchange: 1, received: 2 },
      data: { trades: { upsert: [{ trade_id: '1' }] } },
    });
  });

  it('subscribes to the channels that the URL names', async () => {
    const client = await FramesClient.connect(`${broadcast.url}?channels=account/8/trades`);
    await client.next('snapshot', 'account/8/trades');
    expect(client.frames.map((frame) => frame.type)).toEqual(['hello', 'subscribed', 'snapshot']);
    const nothing = await FramesClient.connect(`${broadcast.url}?channels=none`);
    await nothing.settled();
    expect(nothing.frames.map((frame) => frame.type)).toEqual(['hello', 'pong']);
  });

  it.each([
    ['target', 'GET // HTTP/1.1\r\nHost: localhost'],
    ['Host', 'GET /ws HTTP/1.1\r\nHost: ['],
  ])('lets go of an upgrade whose %s makes no URL, although its client stays', async (_, head) => {
    const port = Number(new URL(broadcast.url).port);
    const accepted = once(broadcast.app.getHttpServer(), 'connection');
    const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    client.write(`${head}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`);
    const [socket] = (await accepted) as [Socket];
    await once(socket, 'close');
    client.destroy();
  });

  it('answers 401 before the handshake without valid credentials', async () => {
    const guarded = await startBroadcast(feed, {
      authenticate: () => {
        throw new Problem('UNAUTHENTICATED', 'set API_KEYS');
      },
    });
    await expect(FramesClient.connect(guarded.url)).rejects.toThrow('Unexpected server response: 401');
    await guarded.close();
  });
});

it('ends upgrades that arrive while the server closes, although others listen to them', async () => {
  const server = createServer();
  server.on('upgrade', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await new BroadcastWsAdapter(server as never).dispose();
  const { port } = server.address() as AddressInfo;
  const client = connect(port, '127.0.0.1');
  client.write('GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
  await once(client, 'close');
  await new Promise((resolve) => server.close(resolve));
});
