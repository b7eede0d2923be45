import { randomUUID } from 'node:crypto';
import { canSee, type Principal } from '../../access/principal.js';
import type { CloseName } from 'lighter-broadcaster-protocol/close-codes';
import {
  PROTOCOL,
  type ClientOp,
  type NoticeFrame,
  type Rate,
  type RequestId,
  type ServerFrame,
  type Since,
} from 'lighter-broadcaster-protocol/frames';
import type { ErrorCode } from 'lighter-broadcaster-protocol/errors';
import { Message } from '../fan-out/message.js';
import { MessageMeter } from './message-meter.js';
import { OpError, parseOp } from './op-parser.js';
import type { Transport } from '../transports/transport.js';
import type { SessionContext } from './session-context.js';
import { Strikes } from './strikes.js';
import { ClientSubscriptions } from './client-subscriptions.js';

/** Invalid messages in a row. */
const GARBAGE = { warnAt: 5, endAt: 15 };
/** Subscriptions past the limit. */
const REFUSED = { warnAt: 2, endAt: 5 };

/** One client: answers its ops and holds what it is subscribed to. */
export class ClientSession {
  readonly subscriptions: ClientSubscriptions;
  // Made when first needed: most clients only listen.
  private meter: MessageMeter | null = null;
  private garbage: Strikes | null = null;
  private refused: Strikes | null = null;

  constructor(
    readonly principal: Principal,
    readonly transport: Transport,
    private readonly context: SessionContext,
  ) {
    this.subscriptions = new ClientSubscriptions(principal, transport, context);
  }

  /** Says hello and subscribes to what the address asked for. */
  begin(channels: readonly string[], since: Record<string, Since> = {}): void {
    const { options, clock } = this.context;
    this.send({
      type: 'hello',
      protocol: PROTOCOL,
      session: randomUUID(),
      server_time: clock.wallNow(),
      heartbeat_ms: options.heartbeatMs,
      limits: {
        max_subscriptions: options.maxSubscriptions,
        max_messages_per_second: options.maxMessagesPerSecond,
        max_frame_bytes: options.maxFrameBytes,
        max_pending_bytes: options.clientMaxBytes,
      },
    });
    for (const name of channels) this.subscribe(null, name, 'live', since);
  }

  /** @param text `null` for a binary message */
  onMessage(text: string | null): void {
    const { clock, options } = this.context;
    this.meter ??= new MessageMeter(options.maxMessagesPerSecond);
    const pressure = this.meter.add(clock.wallNow());
    if (pressure === 'end') return this.close('too_many_messages');
    if (pressure === 'warn')
      this.notice('rate_limit', 'too many messages: going on like this ends the connection');
    try {
      if (text === null) throw new OpError('invalid_json', 'messages are text frames, not binary ones', null);
      this.answer(parseOp(text));
      this.garbage?.forgive();
    } catch (error) {
      if (!(error instanceof OpError)) throw error;
      this.error(error.id, error.code, error.message);
      this.strike((this.garbage ??= new Strikes(GARBAGE)), 'garbage');
    }
  }

  /** An account that is new to the feed, for clients that asked for all. */
  onNewAccount(index: number): void {
    const rate = this.subscriptions.wantsAllAccounts;
    if (rate && canSee(this.principal, index)) this.subscribe(null, `account/${index}`, rate, {});
  }

  send(frame: ServerFrame): void {
    this.subscriptions.sendQueue.enqueue(new Message(JSON.stringify(frame)));
  }

  notice(code: NoticeFrame['code'], message: string, resumeAfterMs: number | null = null): void {
    this.send({ type: 'notice', code, message, resume_after_ms: resumeAfterMs });
  }

  /** What still waits is sent as far as the socket takes it at once. */
  close(name: CloseName): void {
    this.subscriptions.sendQueue.pump();
    this.transport.close(name);
  }

  end(): void {
    this.subscriptions.end();
  }

  private answer(op: ClientOp): void {
    const { clock, registry } = this.context;
    switch (op.op) {
      case 'ping':
        return this.send({ type: 'pong', id: op.id, server_time: clock.wallNow() });
      case 'list': {
        this.subscriptions.sendQueue.pump();
        const available = ['accounts', ...registry.available(this.principal)];
        return this.send({ type: 'list', id: op.id, subscriptions: this.subscriptions.list(), available });
      }
      case 'unsubscribe':
        return op.channels.forEach((name) => this.unsubscribe(op.id, name));
      case 'subscribe':
        return op.channels.forEach((name) => this.subscribe(op.id, name, op.rate, op.since));
    }
  }

  private subscribe(id: RequestId, name: string, rate: Rate, since: Record<string, Since>): void {
    if (name === 'accounts') return this.subscribeAll(id, rate, since);
    const channel = this.context.registry.open(name, this.principal);
    if (!channel) return this.error(id, 'unknown_channel', `there is no channel "${name}"`, name);
    const { maxSubscriptions } = this.context.options;
    if (this.subscriptions.size >= maxSubscriptions && !this.subscriptions.has(name)) {
      this.error(
        id,
        'too_many_subscriptions',
        `a client holds at most ${maxSubscriptions} subscriptions`,
        name,
      );
      return this.strike((this.refused ??= new Strikes(REFUSED)), 'subscriptions');
    }
    this.subscriptions.start(id, channel, rate, Object.hasOwn(since, name) ? since[name]! : null);
  }

  private subscribeAll(id: RequestId, rate: Rate, since: Record<string, Since>): void {
    this.subscriptions.followAllAccounts(rate);
    if (id !== null) this.send({ type: 'subscribed', id, channel: 'accounts', rate });
    for (const index of this.context.feed.accountIndexes())
      if (canSee(this.principal, index) && this.subscriptions.rateOf(`account/${index}`) !== rate)
        this.subscribe(id, `account/${index}`, rate, since);
  }

  private unsubscribe(id: RequestId, name: string): void {
    if (name === 'accounts' && this.subscriptions.wantsAllAccounts) {
      this.subscriptions.leaveAllAccounts();
      for (const held of this.subscriptions.names())
        if (/^account\/\d+$/.test(held)) this.subscriptions.stop(held);
    } else if (this.subscriptions.has(name)) this.subscriptions.stop(name);
    else return this.error(id, 'not_subscribed', `"${name}" is not subscribed`, name);
    this.send({ type: 'unsubscribed', id, channel: name });
  }

  private error(id: RequestId, code: ErrorCode, message: string, channel?: string): void {
    this.send({ type: 'error', id, code, message, ...(channel !== undefined && { channel }) });
  }

  private strike(strikes: Strikes, code: 'garbage' | 'subscriptions'): void {
    const verdict = strikes.add();
    if (verdict === 'warn') this.notice(code, 'this goes wrong too often: going on ends the connection');
    if (verdict === 'end') this.close(code === 'garbage' ? 'garbage' : 'too_many_subscriptions');
  }
}
