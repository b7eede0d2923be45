import { Injectable, Logger } from '@nestjs/common';
import WebSocket from 'ws';
import { Clock, type Timer } from '../clock/clock.js';
import { NEVER_TRIED, nextAttempt, succeeded, type RetryState } from '../upstream/retry-schedule.js';
import { RemoteApi } from './remote-api.js';

/** What the other instance says; the fields depend on `type` (docs/websocket.md). */
export interface RemoteFrame {
  type: string;
  channel?: string;
  epoch?: string;
  seq?: number;
  ts?: { exchange: number | null; received: number | null };
  data?: unknown;
  available?: string[];
  message?: string;
}

export interface RemoteListener {
  /** The line is up: what to subscribe to is asked for now. */
  onUp(): void;
  onFrame(frame: RemoteFrame): void;
  onDown(): void;
}

/** Heartbeats come twice a minute; without any frame for this long the line counts as dead. */
const SILENCE_MS = 60_000;
const LONGEST_WAIT_MS = 5000;

/** The one WebSocket to the other instance; comes back by itself. */
@Injectable()
export class RemoteLink {
  private readonly logger = new Logger(RemoteLink.name);
  private socket: WebSocket | null = null;
  private retry: RetryState = NEVER_TRIED;
  private timer: Timer | null = null;
  private silence: Timer | null = null;
  private listener: RemoteListener | null = null;

  constructor(
    private readonly api: RemoteApi,
    private readonly clock: Clock,
  ) {}

  start(listener: RemoteListener): void {
    this.listener = listener;
    this.connect();
  }

  stop(): void {
    this.listener = null;
    this.timer?.cancel();
    this.silence?.cancel();
    this.socket?.terminate();
  }

  send(op: object): void {
    this.socket?.send(JSON.stringify(op));
  }

  private connect(): void {
    const socket = new WebSocket(this.api.socketUrl, {
      headers: this.api.headers(),
      maxPayload: 256 * 1024 * 1024,
    });
    this.socket = socket;
    let reason = 'closed';
    socket.on('open', () => this.onOpen());
    socket.on('message', (data: Buffer) => this.onMessage(data));
    socket.on('ping', () => this.heard());
    socket.on('unexpected-response', (_, response) => {
      reason = `answered ${response.statusCode}`;
      socket.terminate();
    });
    socket.on('error', (error) => (reason = (error as NodeJS.ErrnoException).code ?? error.name));
    socket.on('close', (code) => this.onClose(code === 1006 ? reason : `closed with ${code}`));
  }

  private onOpen(): void {
    this.retry = succeeded(this.retry, this.clock.wallNow());
    this.logger.log('Connected to the other instance');
    this.heard();
    this.listener?.onUp();
  }

  private onMessage(data: Buffer): void {
    this.heard();
    this.listener?.onFrame(JSON.parse(data.toString('utf8')) as RemoteFrame);
  }

  private heard(): void {
    this.silence?.cancel();
    this.silence = this.clock.after(SILENCE_MS, () => this.socket?.terminate());
  }

  private onClose(reason: string): void {
    this.silence?.cancel();
    if (!this.listener) return;
    this.listener.onDown();
    const { state, delayMs } = nextAttempt(this.retry, this.clock.wallNow(), Math.random());
    this.retry = state;
    // The schedule spares the exchange; another instance of ours may be asked sooner.
    const delay = Math.min(delayMs, LONGEST_WAIT_MS);
    this.logger.warn(
      `The line to the other instance is down (${reason}); next attempt in ${Math.ceil(delay / 1000)} s`,
    );
    this.timer = this.clock.after(delay, () => this.connect());
  }
}
