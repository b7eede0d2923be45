import type { ServerFrame } from 'lighter-broadcaster-protocol/frames';
import type { ClientOptions } from './client-options.js';

/** What a connection tells its owner; after `closed` nothing more comes. */
export interface ConnectionEvents {
  frame(frame: ServerFrame): void;
  closed(code: number, reason: string): void;
}

/** Silence for this many heartbeats means that the connection is dead, whatever the socket says. */
const HEARTBEATS_MISSED = 2.5;

/** One WebSocket from opening to its end. */
export class Connection {
  private socket: WebSocket | null = null;
  private ended = false;
  private heartbeatMs = 30_000;
  private heardAt = 0;
  private silence: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly options: ClientOptions,
    private readonly events: ConnectionEvents,
  ) {}

  /** Never throws: a failure is told as `closed`. */
  async open(): Promise<void> {
    try {
      const ticket = await this.options.getTicket?.();
      if (!this.ended) this.listen(this.create(ticket));
    } catch (error) {
      this.finish(1006, error instanceof Error ? error.message : String(error));
    }
  }

  send(message: object): void {
    if (this.socket?.readyState === 1) this.socket.send(JSON.stringify(message));
  }

  close(code = 1000, reason = ''): void {
    const { socket } = this;
    this.finish(code, reason);
    socket?.close(1000);
  }

  private create(ticket: string | undefined): WebSocket {
    const url = new URL(this.options.url);
    url.searchParams.set('channels', 'none');
    if (ticket !== undefined) url.searchParams.set('ticket', ticket);
    const Socket = this.options.WebSocket ?? WebSocket;
    if (this.options.apiKey === undefined) return new Socket(url.href);
    // Node's WebSocket takes headers where the standard has protocols.
    const init = { headers: { authorization: `Bearer ${this.options.apiKey}` } };
    return new Socket(url.href, init as unknown as string[]);
  }

  private listen(socket: WebSocket): void {
    this.socket = socket;
    this.heardAt = performance.now();
    this.watch();
    socket.onmessage = (event) => this.receive(event.data as string);
    socket.onclose = ({ code, reason }) => this.finish(code, reason);
    socket.onerror = () => {
      // A close event follows.
    };
  }

  private receive(text: string): void {
    if (this.ended) return;
    this.heardAt = performance.now();
    const frame = JSON.parse(text) as ServerFrame;
    if (frame.type === 'hello') {
      this.heartbeatMs = frame.heartbeat_ms;
      this.watch();
    }
    this.events.frame(frame);
  }

  /** One timer looks after the silence, however many frames come: a timer for each would cost more than reading it. */
  private watch(): void {
    clearTimeout(this.silence);
    const left = this.heardAt + this.heartbeatMs * HEARTBEATS_MISSED - performance.now();
    if (left <= 0) return this.close(1006, 'no heartbeat');
    this.silence = setTimeout(() => this.watch(), left);
  }

  private finish(code: number, reason: string): void {
    clearTimeout(this.silence);
    if (this.ended) return;
    this.ended = true;
    this.events.closed(code, reason);
  }
}
