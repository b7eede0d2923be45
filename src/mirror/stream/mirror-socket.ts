import { randomUUID } from 'node:crypto';
import type { CloseName } from 'lighter-broadcaster-protocol/close-codes';
import { CLOSE_CODES } from 'lighter-broadcaster-protocol/close-codes';
import type { ClientAddress } from '../../access/client-address.js';
import type { Principal } from '../../access/principal.js';
import type { Flushable } from '../../broadcast/fan-out/batcher.js';
import { Message } from '../../broadcast/fan-out/message.js';
import type { WebSocketTransport } from '../../broadcast/transports/websocket/websocket-transport.js';
import type { BroadcastOptions } from '../../broadcast/broadcast-options.js';
import type { WebSocket } from 'ws';
import { WIRE_CODES } from '../../lighter/wire.js';
import { ExchangeRefusal, unavailable } from '../exchange-answers.js';
import type { MirrorRequest } from '../path-keys.js';
import type { SentTransaction } from '../transactions.js';
import { type MirrorChannel, parseChannel } from './mirror-channel.js';
import type { Joiner } from './joiner.js';
import {
  answerFrame,
  isTransactionType,
  readTransaction,
  refusalFrame,
  type TransactionMessage,
} from './transaction-message.js';

/** Messages of one socket a minute, five times what the exchange allows. */
const MESSAGES_A_MINUTE = 1_000;
/** Messages over the limit before the socket is closed. */
const TOLERATED = 100;
const MAX_SUBSCRIPTIONS = 500;
const PING_EVERY_MS = 20_000;
/** A socket of an unknown caller that follows nothing is closed after this time. */
const IDLE_MS = 30_000;

/** What a socket needs of the mirror. */
export interface SocketContext {
  options: BroadcastOptions;
  now(): number;
  /** Sends at the end of the turn. */
  enqueue(sender: Flushable): void;
  joiner: Joiner;
  identify(
    request: MirrorRequest,
    bucket: string,
    auth: string | null,
  ): Principal | null | Promise<Principal | null>;
  /** Registers the subscription and @returns its first frame. @throws ExchangeRefusal, also by rejecting */
  subscribe(socket: MirrorSocket, channel: MirrorChannel): Message | Promise<Message>;
  unsubscribe(socket: MirrorSocket, channel: MirrorChannel): void;
  /** @returns the exchange's answer by REST. @throws ExchangeRefusal, by rejecting */
  transact(transaction: SentTransaction, principal: Principal | null): Promise<{ text: string }>;
  /** A message failed for a reason of our own. */
  failed(error: unknown): void;
}

/** One client on `/stream`: speaks the exchange's protocol, one message after the other. */
export class MirrorSocket implements Flushable {
  readonly subscriptions = new Map<string, MirrorChannel>();
  principal: Principal | null = null;
  /** Why the credential of the upgrade was refused. */
  private refusal: ExchangeRefusal | null = null;
  private readonly waiting: string[] = [];
  private isBusy = false;
  private pending: Message[] = [];
  /** Resolves once the transactions so far are answered. */
  private transacting: Promise<void> = Promise.resolve();
  private minuteEndsAt = 0;
  private messages = 0;
  private readonly openedAt: number;
  private pingedAt: number | null = null;
  private nextPingAt: number;
  private lastTaken = 0;
  private takenAt: number;
  private closedAt: number | null = null;

  constructor(
    private readonly client: WebSocket,
    readonly transport: WebSocketTransport,
    private readonly request: MirrorRequest,
    readonly address: ClientAddress,
    private readonly context: SocketContext,
  ) {
    const now = context.now();
    this.openedAt = now;
    this.takenAt = now;
    // Spread over the period, because many clients connect at once.
    this.nextPingAt = now + PING_EVERY_MS * (0.5 + Math.random() / 2);
  }

  /** Greets the client and reads the credential of its upgrade, before any message is handled. */
  begin(): void {
    this.send(new Message(`{"session_id":"${randomUUID()}","type":"connected"}`));
    this.run(() => this.readUpgrade());
  }

  /** @param text `null` for a binary message */
  receive(text: string | null): void {
    if (this.closedAt !== null || !this.admits()) return;
    if (this.isBusy) this.waiting.push(text ?? '');
    else this.run(() => this.handle(text ?? ''));
  }

  onPing(data: Buffer): void {
    if (this.admits()) this.transport.pong(data);
  }

  onPong(): void {
    this.pingedAt = null;
  }

  send(message: Message): void {
    if (this.closedAt !== null) return;
    this.pending.push(message);
    this.context.enqueue(this);
  }

  flush(): void {
    const { pending, transport } = this;
    if (pending.length === 0) return;
    this.pending = [];
    if (!transport.open) return;
    transport.write(this.context.joiner.join(pending, transport.encoding));
    if (transport.pending > this.context.options.clientMaxBytes) this.close('slow_consumer');
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
    this.closedAt = this.context.now();
    this.client.close(code, reason);
  }

  /** Once a second: pings, and closes clients that are dead, stalled or idle. */
  tick(): void {
    const { options } = this.context;
    const now = this.context.now();
    if (this.closedAt !== null) {
      if (now - this.closedAt >= options.closeGraceMs) this.transport.destroy();
      return;
    }
    if (this.transport.pending === 0 || this.transport.taken !== this.lastTaken) {
      this.lastTaken = this.transport.taken;
      this.takenAt = now;
    }
    if (now - this.takenAt >= options.clientMaxAgeMs) return this.close('slow_consumer');
    if (this.pingedAt !== null && now - this.pingedAt >= options.pongTimeoutMs)
      return this.close('pong_timeout');
    if (this.principal === null && this.subscriptions.size === 0 && now - this.openedAt >= IDLE_MS)
      return this.end(1008, 'no credential was shown and nothing is subscribed');
    if (now < this.nextPingAt) return;
    this.nextPingAt = now + PING_EVERY_MS;
    this.transport.ping();
    this.pingedAt ??= now;
  }

  private async readUpgrade(): Promise<void> {
    try {
      this.principal = await this.context.identify(this.request, this.address.bucket, null);
    } catch (error) {
      if (!(error instanceof ExchangeRefusal)) throw error;
      this.refusal = error;
    }
  }

  /** Handles one message at a time, so that answers keep the order of their questions. */
  private run(task: () => void | Promise<void>): void {
    this.isBusy = true;
    try {
      const done = task();
      if (done)
        return void done.catch((error: unknown) => this.answerError(error)).finally(() => this.next());
    } catch (error) {
      this.answerError(error);
    }
    this.next();
  }

  private next(): void {
    this.isBusy = false;
    const text = this.waiting.shift();
    if (text !== undefined && this.closedAt === null) this.run(() => this.handle(text));
  }

  private answerError(error: unknown): void {
    if (error instanceof ExchangeRefusal) return this.send(new Message(error.frame));
    this.context.failed(error);
    this.send(new Message(new ExchangeRefusal(500, WIRE_CODES.internalError, 'internal server error').frame));
  }

  private handle(text: string): void | Promise<void> {
    const message = parse(text);
    switch (message.type) {
      case 'ping':
        return this.send(new Message('{"type":"pong"}'));
      case 'pong':
        return undefined;
      case 'subscribe':
        return this.subscribe(message);
      case 'unsubscribe':
        return this.unsubscribe(parseChannel(message.channel));
      default:
        if (isTransactionType(message.type)) return this.transact(readTransaction(message.type, text));
        throw new ExchangeRefusal(400, 30001, 'Invalid Type');
    }
  }

  private subscribe(message: Record<string, unknown>): void | Promise<void> {
    const channel = parseChannel(message.channel);
    if (this.subscriptions.has(channel.key))
      throw new ExchangeRefusal(400, WIRE_CODES.alreadySubscribed, `Already Subscribed to : ${channel.name}`);
    const { auth } = message;
    if (typeof auth !== 'string' || auth === '') return this.join(channel);
    const principal = this.context.identify(this.request, this.address.bucket, auth);
    if (!(principal instanceof Promise)) {
      this.known(principal);
      return this.join(channel);
    }
    return principal.then((found) => {
      this.known(found);
      return this.join(channel);
    });
  }

  /** The first accepted token counts for the whole socket, until another one is shown. */
  private known(principal: Principal | null): void {
    if (principal === null) return;
    this.principal = principal;
    this.refusal = null;
  }

  private join(channel: MirrorChannel): void | Promise<void> {
    if (this.principal === null && this.refusal) throw this.refusal;
    if (this.subscriptions.size >= MAX_SUBSCRIPTIONS)
      throw new ExchangeRefusal(429, 23001, 'Too Many Subscriptions!');
    const first = this.context.subscribe(this, channel);
    if (!(first instanceof Promise)) return this.send(first);
    return first.then((message) => this.send(message));
  }

  private unsubscribe(channel: MirrorChannel): void {
    if (!this.subscriptions.has(channel.key))
      throw new ExchangeRefusal(400, WIRE_CODES.notSubscribed, `Not Subscribed to : ${channel.name}`);
    this.context.unsubscribe(this, channel);
    this.send(new Message(JSON.stringify({ type: 'unsubscribed', channel: channel.name })));
  }

  /** One after the other, because each has the next nonce; other messages do not wait for them. */
  private transact(message: TransactionMessage): void {
    this.transacting = this.transacting.then(async () => {
      if (this.closedAt !== null) return;
      this.send(new Message(await this.answerTo(message)));
    });
  }

  private async answerTo(message: TransactionMessage): Promise<string> {
    try {
      return answerFrame(message, (await this.context.transact(message.transaction, this.principal)).text);
    } catch (error) {
      if (error instanceof ExchangeRefusal) return refusalFrame(message, error);
      this.context.failed(error);
      return refusalFrame(message, unavailable('the transaction failed here'));
    }
  }

  private admits(): boolean {
    const now = this.context.now();
    if (now >= this.minuteEndsAt) {
      this.minuteEndsAt = now + 60_000;
      this.messages = 0;
    }
    this.messages += 1;
    if (this.messages <= MESSAGES_A_MINUTE) return true;
    if (this.messages === MESSAGES_A_MINUTE + 1)
      this.send(new Message(new ExchangeRefusal(429, 30009, 'Too Many Websocket Messages!').frame));
    if (this.messages > MESSAGES_A_MINUTE + TOLERATED) this.close('too_many_messages');
    return false;
  }
}

function parse(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ExchangeRefusal(400, 30000, 'Invalid Json');
  }
  if (typeof value !== 'object' || value === null) throw new ExchangeRefusal(400, 30001, 'Invalid Type');
  return value as Record<string, unknown>;
}
