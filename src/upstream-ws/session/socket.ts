import type { Agent } from 'node:http';
import { WebSocket } from 'ws';
import type { Clock, Timer } from '../../clock/clock.js';
import { PING_EVERY_MS } from '../../egress/socket-budget.js';
import { turnShare } from './turn-share.js';
import { reasonOfRefusal, type DisconnectReason, disconnectReason } from './disconnect-reason.js';

/** A connection is dead when neither pong nor frame follows a ping within this time. */
export const PONG_WITHIN_MS = 10_000;
/** Time to open: name look-up, proxy, TLS, upgrade. */
export const OPEN_WITHIN_MS = 15_000;
/** Bounds memory; far beyond any frame of the exchange. */
const MAX_FRAME_BYTES = 64 * 1024 * 1024;
/** Set by `ws` itself, never sent by a peer. */
const BROKEN = 1006;
const MAX_REFUSAL_BYTES = 8 * 1024;

export interface SocketEvents {
  open(): void;
  /** `text` is `null` for a binary frame. */
  frame(text: string | null): void;
  pong(pong: Pong): void;
  /** A ping was sent; it counts as a message. */
  ping(): void;
  /** Once, and nothing after it. */
  end(cause: DisconnectReason): void;
}

export interface Pong {
  rttMs: number;
  /** When its ping was sent, by `Clock.monotonic()`. */
  sentMono: number;
}

/** One WebSocket: opens in time, is kept alive by pings, and ends exactly once with a reason. */
export class Socket {
  private readonly ws: WebSocket;
  private readonly pings: Timer;
  private deadline: Timer;
  /** By `Clock.monotonic()`, as all times here. */
  private heardMono: number;
  /** Pings without a pong, oldest first; pongs come in the same order. */
  private pinged: number[] = [];
  private ended = false;

  constructor(
    url: string,
    agent: Agent | undefined,
    private readonly clock: Clock,
    private readonly exchangeNow: () => number | null,
    private readonly events: SocketEvents,
  ) {
    this.heardMono = clock.monotonic();
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
    turnShare.remove(this.ws);
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
      response.on('close', () => this.end(reasonOfRefusal(response, body, this.exchangeNow())));
    });
    ws.on('error', (error) => this.end(disconnectReason('path', error.message, { error })));
    ws.on('close', (code, reason) => this.end(closeReason(code, reason.toString('utf8'))));
  }

  private opened(): void {
    if (this.ended) return;
    turnShare.add(this.ws);
    this.deadline.cancel();
    this.heardMono = this.clock.monotonic();
    this.events.open();
  }

  private received(data: Buffer, isBinary: boolean): void {
    if (this.ended) return;
    this.heard();
    this.events.frame(isBinary ? null : data.toString('utf8'));
    turnShare.handled(this.heardMono, this.clock.monotonic());
  }

  private ponged(): void {
    if (this.ended) return;
    this.heard();
    const sentMono = this.pinged.shift();
    if (sentMono !== undefined) this.events.pong({ sentMono, rttMs: this.heardMono - sentMono });
  }

  private heard(): void {
    this.heardMono = this.clock.monotonic();
  }

  /**
   * Also called out of turn when the process was held up: only a pong to this ping proves that the connection lives.
   */
  ping(): void {
    if (this.ws.readyState !== WebSocket.OPEN) return;
    const sentMono = this.clock.monotonic();
    this.events.ping();
    this.pinged.push(sentMono);
    this.ws.ping();
    this.deadline.cancel();
    this.deadline = this.clock.after(PONG_WITHIN_MS, () => {
      if (this.heardMono < sentMono)
        this.end(
          disconnectReason('silent', `neither pong nor frame within ${PONG_WITHIN_MS / 1000} s of a ping`),
        );
    });
  }
}

function closeReason(code: number, reason: string): DisconnectReason {
  if (code === BROKEN) return disconnectReason('dropped', 'the connection broke without a close frame');
  const why = reason && ` (${reason.slice(0, 120)})`;
  return disconnectReason('dropped', `the exchange closed the connection with ${code}${why}`, {
    code: String(code),
  });
}
