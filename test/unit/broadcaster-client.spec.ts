import { startBroadcast, type BroadcastApp } from '../support/broadcast-app.js';
import { FakeFeed } from '../support/fake-feed.js';
import { Hub } from '../../src/broadcast/clients/hub.js';
import { BroadcasterClient, type ClientEvents } from 'lighter-broadcaster-client';

function once<E extends keyof ClientEvents>(
  client: BroadcasterClient,
  event: E,
  fits: (value: ClientEvents[E]) => boolean = () => true,
): Promise<ClientEvents[E]> {
  return new Promise((resolve) => {
    const off = client.on(event, (value) => {
      if (!fits(value)) return;
      off();
      resolve(value);
    });
  });
}

describe('BroadcasterClient', () => {
  let feed: FakeFeed;
  let broadcast: BroadcastApp;
  let client: BroadcasterClient;

  beforeEach(async () => {
    feed = new FakeFeed(7, 8);
    broadcast = await startBroadcast(feed, { options: { hashEvery: 1 } });
    client = new BroadcasterClient({ url: broadcast.url, backoff: { firstMs: 1, longestMs: 1 } });
  });

  afterEach(async () => {
    client.close();
    await broadcast.close();
  });

  it('keeps a copy of the state that equals the server’s after every change', async () => {
    client.subscribe('account/7');
    const snapshot = once(client, 'update', ({ type }) => type === 'snapshot');
    client.connect();
    await snapshot;
    const third = once(client, 'update', ({ seq }) => seq === 3);
    feed.trade(7, 1);
    feed.trade(7, 2);
    feed.change(7, { trades: { remove: ['1'] }, name: 'seven' });
    await third;
    expect(client.state('account/7')).toEqual(feed.account(7));
  });

  it('resumes after a lost connection, with nothing missed', async () => {
    client.subscribe('accounts');
    const ready = once(client, 'update', ({ channel }) => channel === 'account/8');
    client.connect();
    await ready;
    const lost = once(client, 'status', ({ state }) => state === 'waiting');
    for (const session of broadcast.app.get(Hub).sessions) session.transport.destroy();
    feed.trade(7, 1);
    await lost;
    const types: string[] = [];
    client.on('frame', (frame) => types.push(frame.type));
    const [seven] = await Promise.all([
      once(client, 'recovered', ({ channel }) => channel === 'account/7'),
      once(client, 'recovered', ({ channel }) => channel === 'account/8'),
    ]);
    expect(seven.missed).toBe(1);
    expect(types).not.toContain('snapshot');
    expect(client.state('account/7')).toEqual(feed.account(7));
  });

  it('reports a wrong hash and requests a snapshot', async () => {
    client.subscribe('account/7');
    const snapshot = once(client, 'update');
    client.connect();
    await snapshot;
    const sections = client.state('account/7')!.sections;
    // A deliberate user error: the copy is changed in place.
    sections.orders = { ...sections.orders, stale: false };
    const loss = once(client, 'loss');
    const again = once(client, 'update', ({ type }) => type === 'snapshot');
    feed.trade(7, 1);
    expect(await loss).toMatchObject({ channel: 'account/7', reason: 'hash' });
    await again;
    expect(client.state('account/7')).toEqual(feed.account(7));
  });

  it('is an async iterable that ends when the loop is left', async () => {
    client.subscribe('account/7/trades');
    client.connect();
    const seen: string[] = [];
    for await (const update of client.updates('account/7/trades')) {
      seen.push(update.type);
      if (update.type === 'change') break;
      feed.trade(7, 1);
    }
    expect(seen).toEqual(['snapshot', 'change']);
  });
});
