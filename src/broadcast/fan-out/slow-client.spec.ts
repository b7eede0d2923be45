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
    const trades = changes.flatMap(
      (frame) => (frame.data as { trades: { upsert: { trade_id: string }[] } }).trades.upsert,
    );
    expect(trades.map((trade) => trade.trade_id).sort()).toEqual(
      Array.from({ length: sent }, (_, at) => String(at + 1)).sort(),
    );
  });

  it('delays no other client, is closed with 4008 and resumes without loss', async () => {
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
    expect(back.of('account/7').map((frame) => frame.seq)).toEqual(
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
