import type { LiveSink, LiveSource } from './live-source.js';
import { applyDelta, type AccountDelta } from './delta.js';
import type { AccountState, ConnectionsState, Incident } from './model.js';

interface Frame {
  type: string;
  channel?: string;
  data?: unknown;
  server_time?: number;
}

const RETRY_MS = [250, 500, 1_000, 2_000, 5_000] as const;

/** Live data over this page's own `/ws`. */
export class SocketSource implements LiveSource {
  private socket: WebSocket | null = null;
  private sink: LiveSink | null = null;
  private attempt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly accounts = new Map<number, AccountState>();

  start(sink: LiveSink): void {
    this.sink = sink;
    this.open();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.sink = null;
    this.socket?.close();
  }

  reconnect(): void {
    clearTimeout(this.timer);
    this.open();
  }

  private open(): void {
    this.tell('connecting', null, null);
    const url = new URL('/ws', location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    const socket = new WebSocket(url);
    this.socket = socket;
    socket.onmessage = ({ data }: MessageEvent<string>) => this.onFrame(JSON.parse(data) as Frame);
    socket.onclose = ({ code }) => this.onClose(code);
  }

  private onClose(code: number): void {
    if (!this.sink) return;
    const delay = RETRY_MS[Math.min(this.attempt, RETRY_MS.length - 1)]!;
    this.attempt += 1;
    this.tell('lost', Date.now() + delay, `closed with ${code}`);
    this.timer = setTimeout(() => this.open(), delay);
  }

  private tell(
    phase: 'connecting' | 'live' | 'lost',
    nextAttemptAt: number | null,
    reason: string | null,
  ): void {
    this.sink?.connection({ phase, since: Date.now(), attempt: this.attempt, nextAttemptAt, reason });
  }

  private onFrame({ type, channel, data, server_time }: Frame): void {
    if (type === 'hello') {
      this.attempt = 0;
      if (server_time) this.sink?.clockOffset(server_time - Date.now());
      this.tell('live', null, null);
    }
    if (type !== 'snapshot' && type !== 'change' && type !== 'gap') return;
    const [kind, id] = (channel ?? '').split('/');
    if (kind === 'account') this.onAccount(Number(id), type, data);
    if (kind === 'connections' && type === 'snapshot') this.sink?.connections(data as ConnectionsState);
    if (kind === 'incidents' && type === 'snapshot')
      this.sink?.incidents((data as { incidents: Incident[] }).incidents);
  }

  private onAccount(index: number, type: string, data: unknown): void {
    const before = this.accounts.get(index);
    const state =
      type === 'snapshot' ? (data as AccountState) : before && applyDelta(before, data as AccountDelta);
    if (!state) return;
    this.accounts.set(index, state);
    this.sink?.account(index, state);
  }
}
