import { CLOSE_CODES } from 'lighter-broadcaster-protocol/close-codes';
import { startBroadcast } from '../../../test/support/broadcast-app.js';
import { FakeFeed } from '../../../test/support/fake-feed.js';
import { FramesClient } from '../../../test/support/frames-client.js';

describe('a server that drains', () => {
  it('sends every client a notice with a delay, then closes it with 1001', async () => {
    const { url, close } = await startBroadcast(new FakeFeed(7), { options: { drainMs: 3000 } });
    const clients = await Promise.all(Array.from({ length: 5 }, () => FramesClient.connect(url)));
    await Promise.all(clients.map((client) => client.next('snapshot')));
    const ended = close();
    for (const client of clients) {
      expect(await client.next('notice')).toMatchObject({
        code: 'drain',
        resume_after_ms: expect.any(Number) as number,
      });
      expect(await client.closed).toMatchObject({ code: CLOSE_CODES.drain.code });
    }
    await ended;
  });

  it('ends immediately without clients', async () => {
    const { close } = await startBroadcast(new FakeFeed(7), { options: { drainMs: 3_600_000 } });
    await close();
  });

  it('does not wait past the drain period for a client that stays', async () => {
    const { url, close } = await startBroadcast(new FakeFeed(7), { options: { drainMs: 50 } });
    const client = await FramesClient.connect(url);
    client.socket.pause();
    await close();
    client.socket.terminate();
  });
});
