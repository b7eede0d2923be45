import { CLOSE_CODES } from 'lighter-broadcaster-protocol/close-codes';
import type { ChangeFrame } from 'lighter-broadcaster-protocol/frames';
import { startBroadcast, type BroadcastApp } from '../../../test/support/broadcast-app.js';
import { FakeFeed, tradeOf } from '../../../test/support/fake-feed.js';
import { FramesClient } from '../../../test/support/frames-client.js';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { BroadcastStats } from '../broadcast-stats.js';
import { Hub } from '../clients/hub.js';

/** One change; some of them exceed the kernel's buffers between two sockets. */
const PIECE = 'x'.repeat(256 * 1024);
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Ids of all trades, in the order received. */
function tradesIn(changes: readonly ChangeFrame[]): number[] {
  return changes.flatMap(({ data }) =>
    (data as { trades: { upsert: { trade_id: string }[] } }).trades.upsert.map((trade) =>
      Number(trade.trade_id),
    ),
  );
}

describe('a client that stops reading', () => {
  let feed: FakeFeed;
  let clock: ManualClock;
  let broadcast: BroadcastApp;
  let stalled: FramesClient;
  let stats: BroadcastStats;

  beforeEach(async () => {
    feed = new FakeFeed(7);
    clock = new ManualClock();
    broadcast = await startBroadcast(feed, { clock });
    stats = broadcast.app.get(BroadcastStats);
    stalled = await FramesClient.connect(`${broadcast.url}?channels=account/7`, { perMessageDeflate: false });
    await stalled.next('snapshot');
    stalled.socket.pause();
  });

  afterEach(() => broadcast.close());

  const pendingBytes = (): number[] =>
    [...broadcast.app.get(Hub).sessions].map((session) => session.subscriptions.sendQueue.pendingBytes);

  /** Publishes changes until the server conflates those of the stalled client. */
  async function flood(): Promise<number> {
    let sent = 0;
    while (stats.conflations === 0) {
      sent++;
      expect(sent).toBeLessThan(500);
      feed.change(7, { name: `${sent} ${PIECE}`, trades: { upsert: [tradeOf(sent)] } });
      await nextTurn();
      expect(Math.max(...pendingBytes())).toBeLessThan(2_000_000);
    }
    return sent;
  }

  it('receives conflated changes with every trade when it reads again in time', async () => {
    const sent = await flood();
    stalled.socket.resume();
    const last = await stalled.find(
      (frame): frame is ChangeFrame => frame.type === 'change' && frame.seq === sent,
    );
    expect((last.data as { name: string }).name).toBe(`${sent} ${PIECE}`);
    const changes = stalled.of('account/7').slice(1) as ChangeFrame[];
    expect(changes.map((frame) => frame.prev_seq)).toEqual([
      0,
      ...changes.slice(0, -1).map((frame) => frame.seq),
    ]);
    expect(changes.length).toBeLessThan(sent);
    expect(tradesIn(changes)).toEqual(Array.from({ length: sent }, (_, at) => at + 1));
  });

  it('delays no other client, is closed with 4008 and resumes with every trade', async () => {
    const other = await FramesClient.connect(`${broadcast.url}?channels=account/7`);
    const sent = await flood();
    await other.find((frame) => frame.type === 'change' && frame.seq === sent);
    for (let second = 0; second < 12; second++) clock.advance(1000);
    stalled.socket.resume();
    expect(await stalled.closed).toMatchObject({
      code: CLOSE_CODES.slow_consumer.code,
      reason: expect.stringContaining('since') as string,
    });
    const position = stalled.of('account/7').at(-1)!;
    expect(position.seq).toBeLessThan(sent);
    const back = await FramesClient.connect(`${broadcast.url}?channels=none`);
    back.send({
      op: 'subscribe',
      channels: ['account/7'],
      since: { 'account/7': { epoch: position.epoch, seq: position.seq } },
    });
    expect(await back.next('recovered')).toMatchObject({ from_seq: position.seq, to_seq: sent });
    const changes = back.of('account/7') as ChangeFrame[];
    expect(changes[0]!.prev_seq).toBe(position.seq);
    expect(changes.at(-1)!.seq).toBe(sent);
    expect(tradesIn(changes)).toEqual(
      Array.from({ length: sent - position.seq }, (_, at) => position.seq + at + 1),
    );
  });

  it('is closed when unread answers exceed the limit', async () => {
    await flood();
    const [session] = broadcast.app.get(Hub).sessions;
    for (let i = 0; i < 20_000 && session!.transport.open; i++)
      session!.send({ type: 'pong', id: PIECE.slice(0, 200), server_time: 0 });
    expect(session!.transport.open).toBe(false);
  });
});

describe('a client that resumes', () => {
  it.each([
    [10, 10],
    [100, 1],
  ])('receives %i missed changes as %i, depending on their size', async (missed, sent) => {
    const feed = new FakeFeed(7);
    const { url, close } = await startBroadcast(feed, { options: { clientMaxBytes: 65_536 } });
    for (let id = 1; id <= missed; id++)
      feed.change(7, { name: 'x'.repeat(1000), trades: { upsert: [tradeOf(id)] } });
    const client = await FramesClient.connect(`${url}?channels=none`);
    const since = { 'account/7': { epoch: 'epoch-1', seq: 0 } };
    client.send({ op: 'subscribe', channels: ['account/7'], since });
    expect(await client.next('recovered')).toMatchObject({ from_seq: 0, to_seq: missed });
    const changes = client.of('account/7') as ChangeFrame[];
    expect(changes).toHaveLength(sent);
    expect(changes[0]!.prev_seq).toBe(0);
    expect(tradesIn(changes)).toEqual(Array.from({ length: missed }, (_, at) => at + 1));
    await close();
  });
});
