import type { ServerFrame } from 'lighter-broadcaster-protocol/frames';
import type { ClientOptions } from './client-options.js';
import { SYSTEM_CLOCK, type ClientClock } from './time.js';

export interface ConnectionEvents {
  frame(frame: ServerFrame): void;
  /** The last event of a connection. */
  closed(code: number, reason: string): void;
}

/** A connection without frames for this many heartbeat periods is dead, even if the socket is open. */
const HEARTBEATS_MISSED = 2.5;

/** Close code of a connection that ended without one. */
const ABNORMAL = 1006;

/** One WebSocket from opening to its end. */
export class Connection {
  private readonly clock: ClientClock;
  private socket: WebSocket | null = null;
  private ended = false;
  private heartbeatMs = 30_000;
  private heardAt = 0;
  private failure = '';
  private silence: { cancel(): void } | null = null;

  constructor(
    private readonly options: ClientOptions,
    private readonly events: ConnectionEvents,
  ) {
    this.clock = options.clock ?? SYSTEM_CLOCK;
  }

  /** Never throws; a failure arrives as `closed`. */
  async open(): Promise<void> {
    try {
      const ticket = await this.options.getTicket?.();
      if (!this.ended) this.listen(this.create(ticket));
    } catch (error) {
      this.finish(ABNORMAL, messageOf(error));
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
    // Node's WebSocket accepts headers in place of the standard's protocols.
    const init = { headers: { authorization: `Bearer ${this.options.apiKey}` } };
    return new Socket(url.href, init as unknown as string[]);
  }

  private listen(socket: WebSocket): void {
    this.socket = socket;
    this.heardAt = this.clock.monotonic();
    this.watchSilence();
    socket.onmessage = (event) => this.receive(event.data);
    socket.onclose = ({ code, reason }) => this.finish(code, reason || this.failure);
    // A close event follows. Browsers hide the cause, Node names it.
    socket.onerror = (event) => (this.failure = (event as { message?: string }).message ?? '');
  }

  private receive(data: unknown): void {
    if (this.ended) return;
    this.heardAt = this.clock.monotonic();
    const frame = parse(data);
    if (!frame) return this.close(ABNORMAL, 'the server sent a frame that is not a JSON object');
    if (frame.type === 'hello') {
      this.heartbeatMs = frame.heartbeat_ms;
      this.watchSilence();
    }
    this.events.frame(frame);
  }

  /** One timer for all frames: restarting it on each frame would cost more than reading the frame. */
  private watchSilence(): void {
    this.silence?.cancel();
    const left = this.heardAt + this.heartbeatMs * HEARTBEATS_MISSED - this.clock.monotonic();
    if (left <= 0) return this.close(ABNORMAL, 'no heartbeat');
    this.silence = this.clock.after(left, () => this.watchSilence());
  }

  private finish(code: number, reason: string): void {
    this.silence?.cancel();
    if (this.ended) return;
    this.ended = true;
    this.events.closed(code, reason);
  }
}

function parse(data: unknown): ServerFrame | null {
  try {
    const frame: unknown = JSON.parse(data as string);
    return typeof frame === 'object' && frame !== null ? (frame as ServerFrame) : null;
  } catch {
    return null;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
