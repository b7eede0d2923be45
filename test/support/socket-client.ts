import { once } from 'node:events';
import { WebSocket, type ClientOptions } from 'ws';

export type JsonFrame = Record<string, unknown> & { type?: string; channel?: string };

/** A plain WebSocket client that keeps every text frame; tests can wait for one. */
export class SocketClient {
  readonly frames: JsonFrame[] = [];
  readonly texts: string[] = [];
  closed: { code: number; reason: string } | null = null;
  private waiters: (() => void)[] = [];

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer, binary) => {
      const text = data.toString();
      this.texts.push(text);
      this.frames.push(binary ? { type: 'binary' } : parse(text));
      this.wake();
    });
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
      this.wake();
    });
    socket.on('error', () => this.wake());
  }

  /** Resolves once the socket is open; rejects when the upgrade is refused. */
  static async open(url: string, options: ClientOptions = {}): Promise<SocketClient> {
    const client = new SocketClient(new WebSocket(url, options));
    await once(client.socket, 'open');
    return client;
  }

  send(message: object | string): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  subscribe(channel: string, auth?: string): void {
    this.send({ type: 'subscribe', channel, ...(auth === undefined ? {} : { auth }) });
  }

  /** Waits for the first frame from `from` on that `matches`. */
  async next(matches: (frame: JsonFrame) => boolean, from = 0): Promise<JsonFrame> {
    for (;;) {
      const found = this.frames.slice(from).find(matches);
      if (found) return found;
      if (this.closed) throw new Error(`closed with ${this.closed.code} before the frame arrived`);
      await new Promise<void>((resolve) => this.waiters.push(resolve));
    }
  }

  /** The first frame of this type, from `from` on. */
  typed(type: string, from = 0): Promise<JsonFrame> {
    return this.next((frame) => frame.type === type, from);
  }

  /** The first error frame with this code, from `from` on. */
  error(code: number, from = 0): Promise<JsonFrame> {
    return this.next((frame) => (frame['error'] as { code?: number } | undefined)?.code === code, from);
  }

  /** Waits for the server to close the socket. @returns code and reason */
  async end(): Promise<{ code: number; reason: string }> {
    while (!this.closed) await new Promise<void>((resolve) => this.waiters.push(resolve));
    return this.closed;
  }

  close(): void {
    this.socket.terminate();
  }

  private wake(): void {
    const waiters = this.waiters;
    this.waiters = [];
    for (const wake of waiters) wake();
  }
}

function parse(text: string): JsonFrame {
  try {
    return JSON.parse(text) as JsonFrame;
  } catch {
    return { type: 'unparsable' };
  }
}
