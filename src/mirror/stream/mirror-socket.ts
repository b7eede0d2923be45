import { randomUUID } from 'node:crypto';
import type { ClientAddress } from '../../access/client-address.js';
import type { Principal } from '../../access/principal.js';
import { Message } from '../../broadcast/fan-out/message.js';
import { WIRE_CODES } from '../../lighter/wire.js';
import { ExchangeRefusal, unavailable } from '../exchange-answers.js';
import type { MirrorRequest } from '../path-keys.js';
import type { SentTransaction } from '../transactions.js';
import { MirrorConnection, type ConnectionContext, type Opened } from './mirror-connection.js';
import type { Follower } from './followers.js';
import { type MirrorChannel, parseChannel } from './mirror-channel.js';
import {
  answerFrame,
  isTransactionType,
  readTransaction,
  refusalFrame,
  type TransactionMessage,
} from './transaction-message.js';

/** Messages of one socket a minute, five times what the exchange allows. */
const MESSAGES_A_MINUTE = 1_000;
const MAX_SUBSCRIPTIONS = 500;

/** What a socket needs of the mirror. */
export interface SocketContext extends ConnectionContext {
  identify(
    request: MirrorRequest,
    bucket: string,
    auth: string | null,
  ): Principal | null | Promise<Principal | null>;
  /** Counts a refused token in the rate limit of the address. @throws ExchangeRefusal 429 */
  countRefused(client: ClientAddress): void;
  /** Registers the subscription and sends its first frame. @throws ExchangeRefusal, also by rejecting */
  subscribe(follower: Follower, channel: MirrorChannel): void | Promise<void>;
  unsubscribe(follower: Follower, channel: MirrorChannel): void;
  /** @returns the exchange's answer by REST. @throws ExchangeRefusal, by rejecting */
  transact(transaction: SentTransaction, principal: Principal | null): Promise<{ text: string }>;
  /** A message failed for a reason of our own. */
  failed(error: unknown): void;
}

/** One client on `/stream`: speaks the exchange's protocol, one message after the other. */
export class MirrorSocket extends MirrorConnection implements Follower {
  override principal: Principal | null = null;
  readonly subscriptions = new Map<string, MirrorChannel>();
  protected override readonly messagesAMinute = MESSAGES_A_MINUTE;
  /** Why the credential of the upgrade was refused. */
  private refusal: ExchangeRefusal | null = null;
  /** The token that was refused last. */
  private refusedAuth: string | null = null;
  private readonly waiting: string[] = [];
  private waitingCharacters = 0;
  private isBusy = false;
  /** Resolves once the transactions so far are answered. */
  private transacting: Promise<void> = Promise.resolve();

  constructor(
    opened: Opened,
    private readonly context: SocketContext,
  ) {
    super(opened, context);
  }

  protected override get isIdle(): boolean {
    return this.subscriptions.size === 0;
  }

  /** Reads the credential of the upgrade too, before any message is handled. */
  override greet(): void {
    this.send(new Message(`{"session_id":"${randomUUID()}","type":"connected"}`));
    this.run(() => this.readUpgrade());
  }

  protected override release(): void {
    for (const channel of [...this.subscriptions.values()]) this.context.unsubscribe(this, channel);
  }

  begin(_: MirrorChannel, frame: string): void {
    this.send(new Message(frame));
  }

  lost(_: MirrorChannel, reason: string): void {
    this.end(1012, reason);
  }

  protected override handle(text: string): void {
    if (!this.isBusy) return this.run(() => this.answer(text));
    this.waiting.push(text);
    this.waitingCharacters += text.length;
    if (this.waitingCharacters > this.maxQueuedBytes) this.close('too_many_messages');
  }

  private async readUpgrade(): Promise<void> {
    try {
      this.principal = await this.context.identify(this.opened.request, this.address.bucket, null);
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
    this.waitingCharacters -= text?.length ?? 0;
    if (text !== undefined && !this.isClosed) this.run(() => this.answer(text));
  }

  private answerError(error: unknown): void {
    if (error instanceof ExchangeRefusal) return this.send(new Message(error.frame));
    this.context.failed(error);
    this.send(new Message(new ExchangeRefusal(500, WIRE_CODES.internalError, 'internal server error').frame));
  }

  private answer(text: string): void | Promise<void> {
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
    const principal = this.identify(auth);
    if (!(principal instanceof Promise)) {
      this.known(principal);
      return this.join(channel);
    }
    return principal.then((found) => {
      this.known(found);
      return this.join(channel);
    });
  }

  /**
   * A refused token counts like a refused request, to prevent guessing here. One that a client shows with each of its channels
   * counts once.
   */
  private identify(auth: string): Principal | null | Promise<Principal | null> {
    const refused = (error: unknown): never => {
      if (error instanceof ExchangeRefusal && error.status === 401 && auth !== this.refusedAuth) {
        this.refusedAuth = auth;
        this.context.countRefused(this.address);
      }
      throw error;
    };
    try {
      const found = this.context.identify(this.opened.request, this.address.bucket, auth);
      return found instanceof Promise ? found.catch(refused) : found;
    } catch (error) {
      return refused(error);
    }
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
    return this.context.subscribe(this, channel);
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
      if (this.isClosed) return;
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

  protected override overLimit(): void {
    this.send(new Message(new ExchangeRefusal(429, 30009, 'Too Many Websocket Messages!').frame));
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
