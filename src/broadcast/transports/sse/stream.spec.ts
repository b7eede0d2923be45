import { Socket } from 'node:net';
import type { ServerFrame } from 'lighter-broadcaster-protocol/frames';
import { startBroadcast, type BroadcastApp } from '../../../../test/support/broadcast-app.js';
import { FakeFeed } from '../../../../test/support/fake-feed.js';
import { ManualClock } from '../../../../test/support/manual-clock.js';
import type { BroadcastOptions } from '../../broadcast-options.js';
import { Hub } from '../../clients/hub.js';
import { SYSTEM } from '../../../access/principal.js';
import { UpgradeGate } from '../upgrade-gate.js';
import { StreamController } from './stream.controller.js';

/** Reads Server-Sent Events as the standard requires: an id without data moves the position. */
class EventReader {
  readonly frames: ServerFrame[] = [];
  lastEventId = '';
  readonly ids: string[] = [];
  private text = '';
  private readonly abort = new AbortController();
  private reader!: ReadableStreamDefaultReader<Uint8Array>;

  constructor(private readonly url: string) {}

  async open(lastEventId?: string): Promise<Response> {
    const headers = lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId };
    const response = await fetch(this.url, { headers, signal: this.abort.signal });
    this.reader = response.body!.getReader();
    return response;
  }

  async until(fits: (frame: ServerFrame) => boolean): Promise<ServerFrame> {
    for (;;) {
      const found = this.frames.find(fits);
      if (found) return found;
      await this.more();
    }
  }

  /** Reads until an event has set another position. */
  async untilIdAfter(id: string): Promise<string> {
    while (this.lastEventId === id) await this.more();
    return this.lastEventId;
  }

  close(): void {
    this.abort.abort();
  }

  private async more(): Promise<void> {
    const { value } = await this.reader.read();
    this.text += new TextDecoder().decode(value);
    const blocks = this.text.split('\n\n');
    this.text = blocks.pop()!;
    for (const block of blocks)
      for (const line of block.split('\n')) {
        if (line.startsWith('id: ')) this.ids.push((this.lastEventId = line.slice(4)));
        if (line.startsWith('data: ')) this.frames.push(JSON.parse(line.slice(6)) as ServerFrame);
      }
  }
}

describe('GET /api/stream', () => {
  let feed: FakeFeed;
  let clock: ManualClock;
  let broadcast: BroadcastApp;
  const readers: EventReader[] = [];

  const start = async (accounts: number[], options: Partial<BroadcastOptions> = {}): Promise<void> => {
    feed = new FakeFeed(...accounts);
    clock = new ManualClock();
    broadcast = await startBroadcast(feed, { clock, options });
  };
  const url = (channels = 'account/7,account/8'): string =>
    `${broadcast.url.replace('ws:', 'http:').replace('/ws', '/api/stream')}?channels=${channels}`;
  const open = async (lastEventId?: string, channels?: string): Promise<EventReader> => {
    const reader = new EventReader(url(channels));
    readers.push(reader);
    await reader.open(lastEventId);
    return reader;
  };
  const positions = (reader: EventReader) =>
    reader.frames.filter((frame) => 'seq' in frame).map(({ type, channel, seq }) => [type, channel, seq]);

  beforeEach(() => start([7, 8]));

  afterEach(() => {
    for (const reader of readers.splice(0)) reader.close();
    return broadcast.close();
  });

  it('sends the frames of /ws as events', async () => {
    const stream = new EventReader(url());
    readers.push(stream);
    const response = await stream.open();
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    await stream.until((frame) => frame.type === 'snapshot' && frame.channel === 'account/8');
    feed.trade(7, 1);
    const change = await stream.until((frame) => frame.type === 'change');
    expect(change).toMatchObject({ channel: 'account/7', seq: 1, prev_seq: 0 });
  });

  it('answers HEAD without opening a stream', async () => {
    const answer = await fetch(url(), { method: 'HEAD' });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
    ]);
    expect(broadcast.app.get(Hub).count()).toBe(0);
  });

  it('counts no client that has left before its stream could open', () => {
    const socket = new Socket();
    socket.destroy();
    const request = { method: 'GET', url: '/api/stream', headers: {}, raw: { socket, headers: {} } };
    const reply = { hijack: () => undefined };
    broadcast.app.get(StreamController).stream(request as never, reply as never, SYSTEM);
    expect(broadcast.app.get(Hub).count()).toBe(0);
  });

  it('resumes every channel by Last-Event-ID', async () => {
    const first = await open();
    const begin = await first.untilIdAfter('');
    feed.trade(7, 1);
    await first.until((frame) => frame.type === 'change');
    clock.advance(1000);
    const id = await first.untilIdAfter(begin);
    first.close();
    feed.trade(7, 2);
    feed.trade(8, 1);
    const second = await open(id);
    await second.until((frame) => frame.type === 'recovered' && frame.channel === 'account/8');
    expect(positions(second)).toEqual([
      ['change', 'account/7', 2],
      ['change', 'account/8', 1],
    ]);
  });

  it('sends changes again that came after the last id', async () => {
    const first = await open();
    const id = await first.untilIdAfter('');
    feed.trade(7, 1);
    await first.until((frame) => frame.type === 'change');
    first.close();
    const second = await open(id);
    await second.until((frame) => frame.type === 'recovered' && frame.channel === 'account/7');
    expect(positions(second)).toEqual([['change', 'account/7', 1]]);
  });

  it('sends a short id at most once a second, for any number of channels', async () => {
    await broadcast.close();
    await start(
      Array.from({ length: 500 }, (_, at) => at),
      { maxSubscriptions: 1000 },
    );
    const stream = await open(undefined, 'accounts');
    await stream.until((frame) => frame.type === 'snapshot' && frame.channel === 'account/499');
    for (let id = 1; id <= 30; id++) {
      feed.trade(7, id);
      await stream.until((frame) => frame.type === 'change' && frame.seq === id);
      clock.advance(100);
    }
    expect(stream.ids.length).toBeGreaterThan(1);
    expect(stream.ids.length).toBeLessThan(6);
    for (const id of stream.ids) expect(id.length).toBeLessThan(40);
  });

  it('starts from snapshots for an unknown id', async () => {
    const stream = await open('garbage');
    await stream.until((frame) => frame.type === 'snapshot' && frame.channel === 'account/8');
    expect(positions(stream).map(([type]) => type)).toEqual(['snapshot', 'snapshot']);
  });

  it('asks an EventSource to retry instead of refusing it', async () => {
    const headers = { Accept: 'text/event-stream' };
    await broadcast.close();
    await start([7], { maxConnections: 1 });
    await open();
    expect((await fetch(url())).status).toBe(429);
    const limited = await fetch(url(), { headers });
    expect([limited.status, await limited.text()]).toEqual([200, 'retry: 5000\n\n']);
    broadcast.app.get(UpgradeGate).close();
    expect((await fetch(url())).status).toBe(503);
    const draining = await fetch(url(), { headers });
    expect(draining.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect([draining.status, await draining.text()]).toEqual([200, 'retry: 1000\n\n']);
  });
});
