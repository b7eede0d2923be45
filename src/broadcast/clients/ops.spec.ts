import { startBroadcast, TEST_OPTIONS, type BroadcastApp } from '../../../test/support/broadcast-app.js';
import { aMarket, FakeFeed } from '../../../test/support/fake-feed.js';
import { FramesClient } from '../../../test/support/frames-client.js';
import { SYSTEM } from '../../access/principal.js';

describe('the ops of /ws', () => {
  let feed: FakeFeed;
  let broadcast: BroadcastApp;
  let client: FramesClient;

  beforeEach(async () => {
    feed = new FakeFeed(7, 8);
    broadcast = await startBroadcast(feed, {
      authenticate: ({ url }) =>
        url.includes('only=7') ? { ...SYSTEM, name: 'bot', accounts: new Set([7]) } : SYSTEM,
    });
    client = await FramesClient.connect(`${broadcast.url}?channels=none`);
  });

  afterEach(() => broadcast.close());

  it('answers ping, list, subscribe and unsubscribe', async () => {
    client.send({ op: 'subscribe', id: 1, channels: ['account/7', 'connections'], rate: '100ms' });
    client.send({ op: 'list', id: 2 });
    client.send({ op: 'unsubscribe', id: 3, channels: ['account/7'] });
    client.send({ op: 'ping', id: 4 });
    await client.settled();
    expect(client.frames).toContainEqual({ type: 'subscribed', id: 1, channel: 'account/7', rate: '100ms' });
    expect(client.frames).toContainEqual({ type: 'unsubscribed', id: 3, channel: 'account/7' });
    expect(client.frames).toContainEqual(expect.objectContaining({ type: 'pong', id: 4 }));
    const list = await client.next('list');
    expect(list.available).toEqual(expect.arrayContaining(['accounts', 'account/8/orders', 'incidents']));
  });

  it('answers invalid messages and unknown channels with errors', async () => {
    client.send('hello?');
    client.send({ op: 'subscribe', id: 1, channels: ['account/9', 'account/07', 'nothing'], color: 'red' });
    client.send({
      op: 'subscribe',
      id: 2,
      channels: ['account/9', 'account/07', 'nothing', 'account/7/toString'],
    });
    client.send({ op: 'unsubscribe', id: 3, channels: ['account/8'] });
    client.socket.send(Buffer.from([1, 2]));
    await client.settled();
    const errors = client.frames.filter((frame) => frame.type === 'error');
    expect(errors.map(({ id, code, channel }) => [id, code, channel])).toEqual([
      [null, 'invalid_json', undefined],
      [1, 'invalid_message', undefined],
      [2, 'unknown_channel', 'account/9'],
      [2, 'unknown_channel', 'account/07'],
      [2, 'unknown_channel', 'nothing'],
      [2, 'unknown_channel', 'account/7/toString'],
      [3, 'not_subscribed', 'account/8'],
      [null, 'invalid_json', undefined],
    ]);
    expect(errors[1]!.message).toContain('"color"');
  });

  it('answers a channel outside the key as if it did not exist', async () => {
    const bot = await FramesClient.connect(`${broadcast.url}?only=7`);
    bot.send({ op: 'subscribe', id: 1, channels: ['account/8', 'account/9'] });
    bot.send({ op: 'list', id: 2 });
    await bot.settled();
    expect(bot.frames.filter((frame) => frame.type === 'snapshot').map(({ channel }) => channel)).toEqual([
      'account/7',
    ]);
    const [eight, nine] = bot.frames.filter((frame) => frame.type === 'error' && frame.id === 1);
    expect(JSON.stringify(eight).replaceAll('account/8', 'account/9')).toBe(JSON.stringify(nine));
    const list = await bot.next('list');
    expect(list.available.filter((name) => name.startsWith('account/8'))).toEqual([]);
  });

  it('expands accounts, including accounts added later', async () => {
    client.send({ op: 'subscribe', id: 1, channels: ['accounts'] });
    await client.next('snapshot', 'account/8');
    feed.trade(9, 1);
    const snapshot = await client.next('snapshot', 'account/9');
    expect(snapshot.data).toEqual(feed.account(9));
    client.send({ op: 'unsubscribe', id: 2, channels: ['accounts'] });
    await client.next('unsubscribed', 'accounts');
    feed.trade(7, 1);
    await client.settled();
    expect(client.of('account/7').map((frame) => frame.type)).toEqual(['snapshot']);
  });

  it('ends every account channel of accounts, but not one subscribed by name', async () => {
    client.send({ op: 'subscribe', id: 1, channels: ['account/7'], rate: '1s' });
    client.send({ op: 'subscribe', id: 2, channels: ['accounts'], rate: '100ms' });
    await client.next('snapshot', 'account/8');
    client.send({ op: 'unsubscribe', id: 3, channels: ['accounts'] });
    client.send({ op: 'list', id: 4 });
    const { subscriptions } = await client.next('list');
    expect(subscriptions).toEqual([expect.objectContaining({ channel: 'account/7', rate: '1s' })]);
    expect(client.frames.filter((frame) => frame.type === 'subscribed')).toEqual([
      { type: 'subscribed', id: 1, channel: 'account/7', rate: '1s' },
      { type: 'subscribed', id: 2, channel: 'accounts', rate: '100ms' },
      { type: 'subscribed', id: 2, channel: 'account/8', rate: '100ms' },
    ]);
    expect(client.frames.filter((frame) => frame.type === 'unsubscribed')).toEqual([
      { type: 'unsubscribed', id: 3, channel: 'account/8' },
      { type: 'unsubscribed', id: 3, channel: 'accounts' },
    ]);
  });

  it('answers each channel of an unsubscribe once, in order', async () => {
    client.send({ op: 'subscribe', channels: ['account/7', 'account/8', 'connections'] });
    await client.next('snapshot', 'connections');
    client.send({ op: 'unsubscribe', id: 1, channels: ['account/8', 'incidents', 'account/7'] });
    client.send({ op: 'list', id: 2 });
    const { subscriptions } = await client.next('list');
    expect(subscriptions.map(({ channel }) => channel)).toEqual(['connections']);
    const answers = client.frames.filter((frame) => 'id' in frame && frame.id === 1);
    expect(answers.map((frame) => [frame.type, 'channel' in frame && frame.channel])).toEqual([
      ['unsubscribed', 'account/8'],
      ['error', 'incidents'],
      ['unsubscribed', 'account/7'],
    ]);
  });

  it('sends a view only its parts, with its own prev_seq', async () => {
    client.send({ op: 'subscribe', channels: ['account/7/trades'] });
    const snapshot = await client.next('snapshot');
    expect(Object.keys(snapshot.data as object)).toEqual([
      'account_index',
      'name',
      'trades',
      'gaps',
      'sections',
    ]);
    feed.change(7, { orders: { set: [] } });
    feed.trade(7, 1);
    feed.change(7, { orders: { set: [] }, trades: { upsert: [] } });
    feed.change(7, { gaps: { upsert: [] } }, 'gap');
    await client.settled();
    expect(client.of('account/7/trades').slice(1)).toEqual([
      expect.objectContaining({ type: 'change', seq: 2, prev_seq: 0 }),
      expect.objectContaining({ type: 'change', seq: 3, prev_seq: 2, data: { trades: { upsert: [] } } }),
      expect.objectContaining({ type: 'gap', seq: 4, prev_seq: 3 }),
    ]);
  });

  it('starts over from a snapshot when the epoch changes', async () => {
    client.send({ op: 'subscribe', channels: ['account/7'] });
    await client.next('snapshot');
    feed.trade(7, 1);
    feed.loseThePast('epoch-2');
    feed.trade(7, 2);
    await client.settled();
    expect(client.of('account/7').at(-1)).toMatchObject({
      type: 'snapshot',
      epoch: 'epoch-2',
      seq: 1,
      data: feed.account(7),
    });
  });

  it('follows a market once the markets are known, and says then which do not exist', async () => {
    client.send({ op: 'subscribe', id: 1, channels: ['market/5', 'market/6', 'market/7', 'markets'] });
    client.send({ op: 'unsubscribe', id: 2, channels: ['market/7'] });
    await client.settled();
    feed.setMarket(aMarket(4));
    feed.setMarket(aMarket(5));
    const { data } = await client.next('snapshot');
    await client.settled();
    expect(data).toEqual(aMarket(5));
    expect(client.frames.filter(({ type }) => type !== 'hello' && type !== 'pong').map(brief)).toEqual([
      ['error', 1, 'markets'],
      ['unsubscribed', 2, 'market/7'],
      ['subscribed', 1, 'market/5'],
      ['error', 1, 'market/6'],
      ['snapshot', undefined, 'market/5'],
    ]);
  });

  it('counts a channel that is not known yet towards the limit of subscriptions', async () => {
    client.send({
      op: 'subscribe',
      id: 1,
      channels: Array.from({ length: TEST_OPTIONS.maxSubscriptions + 1 }, (_, id) => `market/${id}`),
    });
    const { code, channel } = await client.next('error');
    expect([code, channel]).toEqual(['too_many_subscriptions', `market/${TEST_OPTIONS.maxSubscriptions}`]);
  });
});

function brief({ type, id, channel }: { type: string; id?: unknown; channel?: string }): unknown[] {
  return [type, id, channel];
}
