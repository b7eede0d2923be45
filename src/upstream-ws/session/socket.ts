import type { Agent } from 'node:http';
import { WebSocket } from 'ws';
import type { Clock, Timer } from '../../clock/clock.js';
import { reasonOfRefusal, type DisconnectReason, disconnectReason } from './disconnect-reason.js';

/** Keep-alive: a protocol ping this often, which the exchange counts as a client message. */
export const PING_EVERY_MS = 30_000;
/** No pong and no frame for this long: the line is dead, whatever the socket says. */
export const SILENCE_MS = 60_000;
/** The whole way to an open socket: look-up, proxy, TLS, upgrade. */
export const OPEN_WITHIN_MS = 15_000;
/** Bounds memory; far beyond any frame of the exchange. */
const MAX_FRAME_BYTES = 64 * 1024 * 1024;
/** Set by `ws` itself, never sent by a peer. */
const BROKEN = 1006;
const MAX_REFUSAL_BYTES = 8 * 1024;

export interface SocketEvents {
  open(): void;
  /** `text` is `null` for a binary frame. */
  frame(text: string | null, receivedAt: number): void;
  pong(rttMs: number): void;
  /** A ping goes out and counts as a message. */
  ping(): void;
  /** Once, and nothing after it. */
  end(cause: DisconnectReason): void;
}

/** One WebSocket: opens in time, stays awake by pings, and ends exactly once with a cause. */
export class Socket {
  private readonly ws: WebSocket;
  private readonly pings: Timer;
  private deadline: Timer;
  private heardAt: number;
  private pingedAt: number | null = null;
  private ended = false;

  constructor(
    url: string,
    agent: Agent | undefined,
    private readonly clock: Clock,
    private readonly events: SocketEvents,
  ) {
    this.heardAt = clock.wallNow();
    this.ws = new WebSocket(url, { agent, maxPayload: MAX_FRAME_BYTES, skipUTF8Validation: false });
    this.deadline = clock.after(OPEN_WITHIN_MS, () =>
      this.end(disconnectReason('path', 'no connection in time')),
    );
    this.pings = clock.every(PING_EVERY_MS, () => this.ping());
    this.listen();
  }

  send(message: object): void {
    this.ws.send(JSON.stringify(message));
  }

  /** Closes from our side. */
  close(): void {
    this.end(disconnectReason('closed', 'closed by us'));
  }

  /** Gives the connection up. */
  end(cause: DisconnectReason): void {
    if (this.ended) return;
    this.ended = true;
    this.pings.cancel();
    this.deadline.cancel();
    if (cause.kind === 'closed' && this.ws.readyState === WebSocket.OPEN) this.ws.close(1000);
    else this.ws.terminate();
    this.events.end(cause);
  }

  private listen(): void {
    const { ws } = this;
    ws.on('open', () => this.opened());
    ws.on('message', (data, isBinary) => this.received(data as Buffer, isBinary));
    ws.on('ping', () => this.heard());
    ws.on('pong', () => this.ponged());
    ws.on('unexpected-response', (_request, response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        body = (body + part).slice(0, MAX_REFUSAL_BYTES);
      });
      response.on('close', () => this.end(reasonOfRefusal(response, body, this.clock.wallNow())));
    });
    ws.on('error', (error) => this.end(disconnectReason('path', error.message, { error })));
    ws.on('close', (code, reason) => this.end(closeReason(code, reason.toString('utf8'))));
  }

  private opened(): void {
    if (this.ended) return;
    this.deadline.cancel();
    this.heardAt = this.clock.wallNow();
    this.watch();
    this.events.open();
  }

  private received(data: Buffer, isBinary: boolean): void {
    if (this.ended) return;
    this.heard();
    this.events.frame(isBinary ? null : data.toString('utf8'), this.heardAt);
  }

  private ponged(): void {
    if (this.ended) return;
    this.heard();
    if (this.pingedAt !== null) this.events.pong(this.heardAt - this.pingedAt);
    this.pingedAt = null;
  }

  private heard(): void {
    this.heardAt = this.clock.wallNow();
  }

  private ping(): void {
    if (this.ws.readyState !== WebSocket.OPEN) return;
    this.events.ping();
    this.pingedAt = this.clock.wallNow();
    this.ws.ping();
  }

  /** Sleeps until the silence would be too long, looks, and sleeps on. */
  private watch(): void {
    const left = this.heardAt + SILENCE_MS - this.clock.wallNow();
    if (left <= 0) this.end(disconnectReason('silent', 'no pong and no frame for 60 s'));
    else this.deadline = this.clock.after(left, () => this.watch());
  }
}

function closeReason(code: number, reason: string): DisconnectReason {
  if (code === BROKEN) return disconnectReason('dropped', 'the connection broke without a close frame');
  const why = reason && ` (${reason.slice(0, 120)})`;
  return disconnectReason('dropped', `the exchange closed the connection with ${code}${why}`, {
    code: String(code),
  });
}
