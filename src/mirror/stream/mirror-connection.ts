import type { CloseName } from 'lighter-broadcaster-protocol/close-codes';
import { CLOSE_CODES } from 'lighter-broadcaster-protocol/close-codes';
import type { ClientAddress } from '../../access/client-address.js';
import type { Principal } from '../../access/principal.js';
import type { BroadcastOptions } from '../../broadcast/broadcast-options.js';
import type { Flushable } from '../../broadcast/fan-out/batcher.js';
import type { Message } from '../../broadcast/fan-out/message.js';
import type { WebSocketTransport } from '../../broadcast/transports/websocket/websocket-transport.js';
import type { WebSocket } from 'ws';
import type { MirrorRequest } from '../path-keys.js';
import type { Joiner } from './joiner.js';

/** Messages over the limit before the socket is closed. */
const TOLERATED = 100;
const PING_EVERY_MS = 20_000;
/** A socket of an unknown caller that follows nothing is closed after this time. */
const IDLE_MS = 30_000;

/** What a connection needs of the mirror. */
export interface ConnectionContext {
  options: BroadcastOptions;
  now(): number;
  /** Sends at the end of the turn. */
  enqueue(sender: Flushable): void;
  joiner: Joiner;
}

/** An open WebSocket on `/stream`. */
export interface Opened {
  readonly client: WebSocket;
  readonly transport: WebSocketTransport;
  readonly request: MirrorRequest;
  readonly address: ClientAddress;
}

/** One WebSocket on `/stream`, in any of its protocols: its queue of frames, its limits and its end. */
export abstract class MirrorConnection implements Flushable {
  abstract readonly principal: Principal | null;
  /** It follows nothing. */
  protected abstract readonly isIdle: boolean;
  /** Messages that it may send in a minute. */
  protected abstract readonly messagesAMinute: number;
  private pending: Message[] = [];
  private minuteEndsAt = 0;
  private messages = 0;
  private readonly openedAt: number;
  private pingedAt: number | null = null;
  private nextPingAt: number;
  private lastTaken = 0;
  private takenAt: number;
  private closedAt: number | null = null;

  constructor(
    protected readonly opened: Opened,
    private readonly connection: ConnectionContext,
  ) {
    const now = connection.now();
    this.openedAt = now;
    this.takenAt = now;
    // Spread over the period, because many clients connect at once.
    this.nextPingAt = now + PING_EVERY_MS * (0.5 + Math.random() / 2);
  }

  /** Called once, before any message. */
  abstract greet(): void;

  /** The connection has ended. */
  protected abstract release(): void;

  /** @param text of a message; empty for a binary one */
  protected abstract handle(text: string): void;

  /** The first message over the limit came. */
  protected abstract overLimit(): void;

  protected get maxQueuedBytes(): number {
    return this.connection.options.clientMaxBytes;
  }

  get address(): ClientAddress {
    return this.opened.address;
  }

  get isClosed(): boolean {
    return this.closedAt !== null;
  }

  /** Called once, after the connection has ended. */
  ended(): void {
    this.closedAt ??= this.connection.now();
    this.release();
  }

  /** @param text `null` for a binary message */
  receive(text: string | null): void {
    if (!this.isClosed && this.admits()) this.handle(text ?? '');
  }

  onPing(data: Buffer): void {
    if (this.admits()) this.opened.transport.pong(data);
  }

  onPong(): void {
    this.pingedAt = null;
  }

  send(message: Message): void {
    if (this.isClosed) return;
    this.pending.push(message);
    this.connection.enqueue(this);
  }

  flush(): void {
    const { pending } = this;
    const { transport } = this.opened;
    if (pending.length === 0) return;
    this.pending = [];
    if (!transport.open) return;
    transport.write(this.connection.joiner.join(pending, transport.encoding));
    if (transport.pending > this.maxQueuedBytes) this.close('slow_consumer');
  }

  /** Closes with a code of this service. */
  close(name: CloseName): void {
    const { code, reason } = CLOSE_CODES[name];
    this.end(code, reason);
  }

  /** Closes with any code, after the queued frames. */
  end(code: number, reason: string): void {
    if (this.closedAt !== null) return;
    this.flush();
    this.closedAt = this.connection.now();
    this.opened.client.close(code, reason);
  }

  destroy(): void {
    this.opened.transport.destroy();
  }

  /** Once a second: pings, and closes clients that are dead, stalled or idle. */
  tick(): void {
    const { options } = this.connection;
    const now = this.connection.now();
    if (this.closedAt !== null) {
      if (now - this.closedAt >= options.closeGraceMs) this.destroy();
      return;
    }
    if (this.opened.transport.pending === 0 || this.opened.transport.taken !== this.lastTaken) {
      this.lastTaken = this.opened.transport.taken;
      this.takenAt = now;
    }
    if (now - this.takenAt >= options.clientMaxAgeMs) return this.close('slow_consumer');
    if (this.pingedAt !== null && now - this.pingedAt >= options.pongTimeoutMs)
      return this.close('pong_timeout');
    if (this.principal === null && this.isIdle && now - this.openedAt >= IDLE_MS)
      return this.end(1008, 'no credential was shown and nothing is subscribed');
    if (now < this.nextPingAt) return;
    this.nextPingAt = now + PING_EVERY_MS;
    this.opened.transport.ping();
    this.pingedAt ??= now;
  }

  private admits(): boolean {
    const now = this.connection.now();
    if (now >= this.minuteEndsAt) {
      this.minuteEndsAt = now + 60_000;
      this.messages = 0;
    }
    this.messages += 1;
    if (this.messages <= this.messagesAMinute) return true;
    if (this.messages === this.messagesAMinute + 1) this.overLimit();
    if (this.messages > this.messagesAMinute + TOLERATED) this.close('too_many_messages');
    return false;
  }
}
