import { randomUUID } from 'node:crypto';
import type { Principal } from '../../access/principal.js';
import { Message } from '../../broadcast/fan-out/message.js';
import { WIRE_CODES } from '../../lighter/wire.js';
import { ExchangeRefusal } from '../exchange-answers.js';
import type { TokenRights } from '../token-judge.port.js';
import type { Follower } from './followers.js';
import { type MirrorChannel, parseChannel } from './mirror-channel.js';
import { refusedFrame, type RelayAnswer, type RelayRequest } from './relay-protocol.js';

/** Characters of the last frames that are kept for a connection that was lost. */
const KEPT_CHARACTERS = 8 * 1024 * 1024;

/** What a session needs of the mirror. */
export interface RelayContext {
  subscribe(follower: Follower, channel: MirrorChannel): void | Promise<void>;
  unsubscribe(follower: Follower, channel: MirrorChannel): void;
  /** @throws ExchangeRefusal, also by rejecting */
  rightsOf(token: string): TokenRights | Promise<TokenRights>;
  failed(error: unknown): void;
}

/**
 * What another instance of this service follows for its clients. It outlives a lost connection for a while, and its last
 * frames are kept, so that nothing is missed in between.
 */
export class RelaySession implements Follower {
  readonly id = randomUUID();
  readonly subscriptions = new Map<string, MirrorChannel>();
  isClosed = false;
  /** Question that the next first frame answers, by channel. */
  private readonly asked = new Map<string, number>();
  /** Frames so far. */
  private sent = 0;
  private kept: Message[] = [];
  private characters = 0;
  private isOld = false;
  private write: ((message: Message) => void) | null = null;

  constructor(
    readonly principal: Principal,
    private readonly context: RelayContext,
  ) {}

  get isConnected(): boolean {
    return this.write !== null;
  }

  /** Whether the frames after the first `received` ones are still known. */
  canResume(received: number): boolean {
    return received <= this.sent && this.sent - received <= this.kept.length;
  }

  /** Frames go to this connection now. @param received those that came on the connection before, which this one continues */
  connect(write: (message: Message) => void, received: number): void {
    write(textOf({ type: 'session', session: this.id, resumed: this.isOld }));
    const missing = this.sent - received;
    if (missing > 0) for (const message of this.kept.slice(-missing)) write(message);
    this.write = write;
    this.isOld = true;
  }

  /** @param write of the connection that was lost; another one may be in use by now */
  disconnect(write: (message: Message) => void): void {
    if (this.write === write) this.write = null;
  }

  end(): void {
    this.isClosed = true;
    for (const channel of [...this.subscriptions.values()]) this.context.unsubscribe(this, channel);
  }

  handle(request: RelayRequest): void {
    if (request.type === 'leave') return this.leave(request.channel);
    const { id } = request;
    const answered = request.type === 'follow' ? this.follow(request) : this.identify(request);
    answered.catch((error: unknown) => {
      if (!(error instanceof ExchangeRefusal)) this.context.failed(error);
      const refusal = error instanceof ExchangeRefusal ? error : internalError();
      this.send(new Message(refusedFrame(id, refusal)));
    });
  }

  begin({ key }: MirrorChannel, frame: string): void {
    this.send(new Message(`{"type":"following","id":${this.asked.get(key)},"frame":${frame}}`));
  }

  send(message: Message): void {
    this.sent += 1;
    this.kept.push(message);
    this.characters += message.text.length;
    if (this.characters > KEPT_CHARACTERS) this.forget();
    this.write?.(message);
  }

  lost(channel: MirrorChannel, reason: string): void {
    this.context.unsubscribe(this, channel);
    this.send(textOf({ type: 'lost', channel: channel.key, reason }));
  }

  /** The older half, so that it is rarely needed. */
  private forget(): void {
    const dropped = this.kept.splice(0, Math.ceil(this.kept.length / 2));
    for (const { text } of dropped) this.characters -= text.length;
  }

  private async follow({ id, channel: text }: { id: number; channel: string }): Promise<void> {
    const channel = parseChannel(text);
    this.asked.set(channel.key, id);
    try {
      await this.context.subscribe(this, channel);
    } finally {
      // By now its first frame has been sent, or never will be.
      if (this.asked.get(channel.key) === id) this.asked.delete(channel.key);
    }
  }

  private leave(text: string): void {
    const channel = this.subscriptions.get(parseChannel(text).key);
    if (channel) this.context.unsubscribe(this, channel);
  }

  private async identify({ id, token }: { id: number; token: string }): Promise<void> {
    this.send(textOf({ type: 'identified', id, ...(await this.context.rightsOf(token)) }));
  }
}

function textOf(answer: RelayAnswer): Message {
  return new Message(JSON.stringify(answer));
}

function internalError(): ExchangeRefusal {
  return new ExchangeRefusal(500, WIRE_CODES.internalError, 'internal server error');
}
