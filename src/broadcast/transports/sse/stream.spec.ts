import type { ServerFrame } from 'lighter-broadcaster-protocol/frames';
import { startBroadcast, type BroadcastApp } from '../../../../test/support/broadcast-app.js';
import { FakeFeed } from '../../../../test/support/fake-feed.js';

/** Reads Server-Sent Events as the standard requires: an id without data moves the position. */
class EventReader {
  readonly frames: ServerFrame[] = [];
  lastEventId = '';
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

  /** Reads until an event has set the position. */
  async untilId(): Promise<string> {
    while (this.lastEventId === '') await this.more();
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
        if (line.startsWith('id: ')) this.lastEventId = line.slice(4);
        if (line.startsWith('data: ')) this.frames.push(JSON.parse(line.slice(6)) as ServerFrame);
      }
  }
}

describe('GET /api/stream', () => {
  let feed: FakeFeed;
  let broadcast: BroadcastApp;
  let url: string;

  beforeEach(async () => {
    feed = new FakeFeed(7, 8);
    broadcast = await startBroadcast(feed);
    url = `${broadcast.url.replace('ws:', 'http:').replace('/ws', '/api/stream')}?channels=account/7,account/8`;
  });

  afterEach(() => broadcast.close());

  it('sends the frames of /ws as events', async () => {
    const stream = new EventReader(url);
    const response = await stream.open();
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    await stream.until((frame) => frame.type === 'snapshot' && frame.channel === 'account/8');
    feed.trade(7, 1);
    const change = await stream.until((frame) => frame.type === 'change');
    expect(change).toMatchObject({ channel: 'account/7', seq: 1, prev_seq: 0 });
    stream.close();
  });

  it('resumes every channel by Last-Event-ID', async () => {
    const first = new EventReader(url);
    await first.open();
    const start = await first.untilId();
    feed.trade(7, 1);
    await first.until((frame) => frame.type === 'change');
    expect(first.lastEventId).not.toBe(start);
    first.close();
    feed.trade(7, 2);
    feed.trade(8, 1);
    const second = new EventReader(url);
    await second.open(first.lastEventId);
    await second.until((frame) => frame.type === 'recovered' && frame.channel === 'account/8');
    expect(
      second.frames.filter((frame) => 'seq' in frame).map((frame) => [frame.type, frame.channel, frame.seq]),
    ).toEqual([
      ['change', 'account/7', 2],
      ['change', 'account/8', 1],
    ]);
    second.close();
  });

  it('starts from snapshots when the cursor is invalid', async () => {
    const stream = new EventReader(url);
    await stream.open('garbage');
    await stream.until((frame) => frame.type === 'snapshot' && frame.channel === 'account/8');
    stream.close();
  });
});
