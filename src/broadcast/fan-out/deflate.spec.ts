import { inflateRawSync } from 'node:zlib';
import { startBroadcast, type BroadcastApp } from '../../../test/support/broadcast-app.js';
import { FakeFeed } from '../../../test/support/fake-feed.js';
import { FramesClient } from '../../../test/support/frames-client.js';
import { rawUpgrade } from '../../../test/support/raw-ws.js';
import { Message } from './message.js';

describe('permessage-deflate', () => {
  let feed: FakeFeed;
  let broadcast: BroadcastApp;

  beforeEach(async () => {
    feed = new FakeFeed(7);
    broadcast = await startBroadcast(feed);
  });

  afterEach(() => broadcast.close());

  it('is negotiated without context takeover and carries the same frames', async () => {
    const plain = await FramesClient.connect(`${broadcast.url}?channels=account/7`, {
      perMessageDeflate: false,
    });
    const deflating = await FramesClient.connect(`${broadcast.url}?channels=account/7`);
    expect(deflating.socket.extensions).toBe('permessage-deflate');
    await Promise.all([plain.next('snapshot'), deflating.next('snapshot')]);
    for (let id = 1; id < 20; id++) feed.change(7, { name: 'x'.repeat(id * 5000) });
    const isLast = (frame: { seq?: number }): boolean => frame.seq === 19;
    await Promise.all([
      plain.find((frame) => isLast(frame as never)),
      deflating.find((frame) => isLast(frame as never)),
    ]);
    expect(deflating.of('account/7')).toEqual(plain.of('account/7'));
    deflating.send({ op: 'ping', id: 'x'.repeat(50) });
    await deflating.next('pong');
  });

  it.each([
    ['another window', 'permessage-deflate; server_max_window_bits=10'],
    ['an unknown extension', 'x-webkit-deflate-frame'],
  ])('is declined without refusing the connection for %s', async (_, offer) => {
    const socket = await rawUpgrade(`${broadcast.url}?channels=none`, { 'Sec-WebSocket-Extensions': offer });
    const answer = String(socket.read());
    expect(answer).toMatch(/^HTTP\/1\.1 101 /);
    expect(answer.toLowerCase()).not.toContain('sec-websocket-extensions');
    socket.destroy();
  });

  it('compresses a message once for all clients', () => {
    const message = new Message(JSON.stringify({ pad: 'x'.repeat(1000) }));
    expect(message.asDeflate()).toBe(message.asDeflate());
    const frame = message.asDeflate();
    expect(frame[0]).toBe(0xc1);
    const payload = Buffer.concat([frame.subarray(2), Buffer.from([0, 0, 0xff, 0xff])]);
    expect(inflateRawSync(payload, { finishFlush: 2 }).toString()).toBe(message.text);
  });

  it('does not compress short messages', () => {
    const message = new Message('{"type":"heartbeat"}');
    expect(message.asDeflate()).toBe(message.asText());
  });
});
