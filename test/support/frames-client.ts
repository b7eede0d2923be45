import { once } from 'node:events';
import { WebSocket, type ClientOptions } from 'ws';
import type { ChangeFrame, ServerFrame, SnapshotFrame } from 'lighter-broadcaster-protocol/frames';

type Frame<T extends ServerFrame['type']> = Extract<ServerFrame, { type: T }>;

/** A plain WebSocket client that keeps every frame and lets a test wait for a particular one. */
export class FramesClient {
  readonly frames: ServerFrame[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  private readonly waiting = new Set<() => void>();

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => {
      this.frames.push(JSON.parse(data.toString()) as ServerFrame);
      for (const check of this.waiting) check();
    });
    this.closed = new Promise((resolve) =>
      socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() })),
    );
  }

  static async connect(url: string, options: ClientOptions = {}): Promise<FramesClient> {
    const client = new FramesClient(new WebSocket(url, options));
    await once(client.socket, 'open');
    return client;
  }

  send(op: object | string): void {
    this.socket.send(typeof op === 'string' ? op : JSON.stringify(op));
  }

  /** The first matching frame, received or future. */
  async find<F extends ServerFrame>(fits: (frame: ServerFrame) => frame is F): Promise<F>;
  async find(fits: (frame: ServerFrame) => boolean): Promise<ServerFrame>;
  async find(fits: (frame: ServerFrame) => boolean): Promise<ServerFrame> {
    return new Promise((resolve) => {
      const check = (): void => {
        const frame = this.frames.find(fits);
        if (!frame) return;
        this.waiting.delete(check);
        resolve(frame);
      };
      this.waiting.add(check);
      check();
    });
  }

  async next<T extends ServerFrame['type']>(type: T, channel?: string): Promise<Frame<T>> {
    return this.find((frame): frame is Frame<T> => isOf(frame, type, channel));
  }

  /** Every frame of one channel, in order. */
  of(channel: string): (SnapshotFrame | ChangeFrame)[] {
    return this.frames.filter(
      (frame): frame is SnapshotFrame | ChangeFrame =>
        'channel' in frame && frame.channel === channel && 'data' in frame,
    );
  }

  /** Resolves after the server has answered everything before it. */
  async settled(): Promise<void> {
    const id = `settled-${this.frames.length}-${Math.random()}`;
    this.send({ op: 'ping', id });
    await this.find((frame) => frame.type === 'pong' && frame.id === id);
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.closed;
  }
}

function isOf(frame: ServerFrame, type: ServerFrame['type'], channel?: string): boolean {
  return frame.type === type && (channel === undefined || ('channel' in frame && frame.channel === channel));
}
