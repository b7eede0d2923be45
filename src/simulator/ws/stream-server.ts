import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import type { Clock } from '../../clock/clock.js';
import { SimulatedError, notFound, restricted, tooManyRequests } from '../simulated-error.js';
import type { Random } from '../exchange/random.js';
import type { FaultScript } from '../faults/fault-script.js';
import { HTML_403 } from '../faults/rest-effects.js';
import { isReadonly, type UpgradeEffect } from '../faults/socket-faults.js';
import type { Limits } from '../limits/limits.js';
import type { ExchangeLimiter } from '../limits/exchange-limiter.js';
import { remoteIp, urlOf } from '../rest/rest-request.js';
import type { ClientMessages } from './client-messages.js';
import type { SubscriptionRegistry } from './subscription-registry.js';
import { StreamSession } from './stream-session.js';

const PATH = '/stream';

/** The WebSocket side: admits connections, receives client messages and enforces their limits. */
export class StreamServer {
  private readonly sockets = new WebSocketServer({ noServer: true, autoPong: false, maxPayload: 1 << 20 });
  private readonly hanging = new Set<Duplex>();
  /** Messages received but not yet answered, by IP. */
  private readonly inFlight = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    private readonly registry: SubscriptionRegistry,
    private readonly messages: ClientMessages,
    private readonly limiter: ExchangeLimiter,
    private readonly limits: Limits,
    private readonly faults: FaultScript,
    private readonly random: Random,
    private readonly onRefused: (request: IncomingMessage, status: number) => void,
  ) {
    const schedule = (delayMs: number, task: () => void): void => void clock.after(delayMs, task);
    faults.ws.attach(() => registry.sessions, schedule);
  }

  /** Takes over the upgrades of an HTTP server. */
  serve(server: Server): void {
    server.on('upgrade', (request, socket: Duplex, head) => this.upgrade(request, socket, head));
  }

  /** Cuts every connection, including those whose upgrade hangs. */
  cutAll(): void {
    for (const socket of this.hanging) socket.destroy();
    this.hanging.clear();
    for (const session of this.registry.sessions) session.end();
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const struck = this.faults.ws.upgradeFaults.strike(request);
    if (struck?.effect === 'hang') {
      this.hanging.add(socket);
      return void struck.onLift(() => socket.destroy());
    }
    const refusal = struck ? refusalOf(struck.effect) : this.refusal(request);
    if (!refusal) return this.sockets.handleUpgrade(request, socket, head, (ws) => this.open(ws, request));
    this.onRefused(request, refusal.status);
    const type = refusal.body.startsWith('{') ? 'application/json' : 'text/html';
    socket.end(
      `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? ''}\r\ncontent-type: ${type}\r\n` +
        `content-length: ${Buffer.byteLength(refusal.body)}\r\n${headerLines(refusal.headers)}connection: close\r\n\r\n` +
        refusal.body,
    );
  }

  private refusal(request: IncomingMessage): UpgradeRefusal | undefined {
    if (urlOf(request).pathname !== PATH) return refused(notFound());
    return this.limiter.admitConnection(remoteIp(request)) ? undefined : refused(tooManyRequests());
  }

  private open(socket: WebSocket, request: IncomingMessage): void {
    const session = new StreamSession(socket, remoteIp(request), isReadonly(request), this.clock);
    if (this.isFull(session.ip)) return this.turnAway(session);
    this.registry.sessions.add(session);
    if (this.faults.ws.stallsNew(session.ip)) session.stall();
    socket.on('message', (data, binary) => this.receive(session, data, binary));
    socket.on('ping', (data) => this.ping(session, data));
    socket.on('pong', () => session.heard());
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      session.closed();
      this.answered(session, session.waiting);
      this.registry.remove(session);
    });
    session.send(`{"session_id":"${this.random.uuid()}","type":"connected"}`);
  }

  private isFull(ip: string): boolean {
    return this.limits.connections !== Infinity && this.registry.of(ip).length >= this.limits.connections;
  }

  private turnAway(session: StreamSession): void {
    session.send(new SimulatedError(429, 23003, 'Too Many Connections!').frame);
    session.closed();
    session.end(1008, 'too many connections');
  }

  private ping(session: StreamSession, data: Buffer): void {
    if (session.isMuted) return;
    session.heard();
    if (this.limits.pingsCount && !this.limiter.admitMessage(session.ip))
      return this.tooManyMessages(session);
    if (!this.faults.pongsDropped) session.whenFlowing(() => session.socket.pong(data));
  }

  private receive(session: StreamSession, data: RawData, binary: boolean): void {
    if (session.isMuted) return;
    session.heard();
    session.received += 1;
    if (!this.limiter.admitMessage(session.ip)) return this.tooManyMessages(session);
    const waiting = this.inFlight.get(session.ip) ?? 0;
    if (waiting >= this.limits.inFlight) {
      this.limiter.refused.messages += 1;
      return session.send(new SimulatedError(429, 30010, 'Too Many Inflight Messages!').frame);
    }
    this.inFlight.set(session.ip, waiting + 1);
    session.waiting += 1;
    const text = binary ? '' : (data as Buffer).toString('utf8');
    setImmediate(() =>
      session.whenFlowing(() => {
        this.answered(session, 1);
        this.messages.handle(session, text);
      }),
    );
  }

  private tooManyMessages(session: StreamSession): void {
    session.send(new SimulatedError(429, 30009, 'Too Many Websocket Messages!').frame);
  }

  private answered(session: StreamSession, count: number): void {
    session.waiting -= count;
    this.inFlight.set(session.ip, (this.inFlight.get(session.ip) ?? 0) - count);
  }
}

interface UpgradeRefusal {
  status: number;
  body: string;
  headers?: Record<string, string>;
}

function headerLines(headers: Record<string, string> = {}): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
}

function refusalOf(effect: Exclude<UpgradeEffect, 'hang'>): UpgradeRefusal {
  if (effect === 'rate-limit') return refused(tooManyRequests());
  if (effect === 'geo-block') return refused(restricted());
  if (effect === 'html-403') return { status: 403, body: HTML_403 };
  const { status, body = '{"code":29500,"message":"internal server error"}', headers } = effect;
  return { status, body, headers };
}

function refused(error: SimulatedError): UpgradeRefusal {
  return { status: error.http, body: error.body };
}
