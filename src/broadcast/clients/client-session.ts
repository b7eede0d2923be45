import { randomUUID } from 'node:crypto';
import type { CloseName } from 'lighter-broadcaster-protocol/close-codes';
import type { ErrorCode } from 'lighter-broadcaster-protocol/errors';
import {
  PROTOCOL,
  type ClientOp,
  type NoticeFrame,
  type Rate,
  type RequestId,
  type ServerFrame,
  type Since,
} from 'lighter-broadcaster-protocol/frames';
import { canSee, type Principal } from '../../access/principal.js';
import { Message } from '../fan-out/message.js';
import type { ChannelRegistry } from '../feeds/channel-registry.js';
import type { Transport } from '../transports/transport.js';
import { MessageMeter, Strikes } from './abuse-limits.js';
import { ClientSubscriptions, type SubscriptionContext } from './client-subscriptions.js';
import { OpError, parseOp } from './op-parser.js';

/** Dependencies of every client session. */
export interface ClientSessionContext extends SubscriptionContext {
  registry: ChannelRegistry;
  /** Sessions that subscribed to what has not been read yet. */
  awaiting: Set<ClientSession>;
}

/** An op that names more channels counts as several messages. */
const CHANNELS_PER_MESSAGE = 100;
/** Consecutive invalid messages. */
const INVALID_MESSAGES = { warnAt: 5, endAt: 15 };
/** Subscriptions over the limit. */
const REFUSED_SUBSCRIPTIONS = { warnAt: 2, endAt: 5 };

/** One client: answers its ops and holds its subscriptions. */
export class ClientSession {
  readonly subscriptions: ClientSubscriptions;
  // Created on first use: most clients only listen.
  private meter: MessageMeter | null = null;
  private invalid: Strikes | null = null;
  private refused: Strikes | null = null;
  /** By channel: subscribes again to what had not been read yet; `null` when none, which is nearly always. */
  private awaited: Map<string, () => void> | null = null;

  constructor(
    readonly principal: Principal,
    readonly transport: Transport,
    private readonly context: ClientSessionContext,
  ) {
    this.subscriptions = new ClientSubscriptions(principal, transport, context);
  }

  /** Sends `hello` and subscribes to the channels requested by the URL. */
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
    if (!this.transport.open || !this.charge(1)) return;
    try {
      if (text === null)
        throw new OpError('invalid_json', 'Messages must be text frames, not binary frames.', null);
      const op = parseOp(text);
      if (this.charge(this.extraCostOf(op))) this.answer(op);
      this.invalid?.reset();
    } catch (error) {
      if (!(error instanceof OpError)) throw error;
      this.error(error.id, error.code, error.message);
      this.strike((this.invalid ??= new Strikes(INVALID_MESSAGES)), 'garbage');
    }
  }

  /** A protocol ping counts as a message. */
  onPing(data: Buffer): void {
    if (this.transport.open && this.charge(1)) this.transport.pong(data);
  }

  /** Whether more is pending than the client may hold. */
  get isOverfull(): boolean {
    return this.subscriptions.sendQueue.isOverfull;
  }

  /** Subscribes clients of `accounts` to an account that is new to the change feed. */
  onNewAccount(index: number): void {
    const rate = this.subscriptions.allAccountsRate;
    if (rate && canSee(this.principal, index)) this.subscribe(null, `account/${index}`, rate, {}, false);
  }

  /** More accounts or markets are known: subscribes again to those that were not. */
  onMoreKnown(): void {
    const { awaited } = this;
    this.forgetAwaited();
    for (const subscribe of awaited?.values() ?? []) subscribe();
  }

  send(frame: ServerFrame): void {
    this.subscriptions.sendQueue.enqueue(new Message(JSON.stringify(frame)));
  }

  notice(code: NoticeFrame['code'], message: string, resumeAfterMs: number | null = null): void {
    this.send({ type: 'notice', code, message, resume_after_ms: resumeAfterMs });
  }

  /** Queued frames are sent first, as far as the socket accepts them immediately. */
  close(name: CloseName): void {
    this.subscriptions.sendQueue.write();
    this.transport.close(name);
  }

  end(): void {
    this.forgetAwaited();
    this.subscriptions.end();
  }

  private answer(op: ClientOp): void {
    const { clock, registry } = this.context;
    switch (op.op) {
      case 'ping':
        return this.send({ type: 'pong', id: op.id, server_time: clock.wallNow() });
      case 'list': {
        this.subscriptions.sendQueue.write();
        const available = ['accounts', ...registry.available(this.principal)];
        return this.send({ type: 'list', id: op.id, subscriptions: this.subscriptions.list(), available });
      }
      case 'unsubscribe':
        return this.unsubscribe(op.id, op.channels);
      case 'subscribe':
        return op.channels.forEach((name) => this.subscribe(op.id, name, op.rate, op.since));
    }
  }

  /** @returns `false` when the client exceeded its rate for too long and was closed */
  private charge(cost: number): boolean {
    const { clock, options } = this.context;
    this.meter ??= new MessageMeter(options.maxMessagesPerSecond);
    const pressure = this.meter.add(clock.monotonic(), cost);
    if (pressure === 'warn')
      this.notice(
        'rate_limit',
        'Too many messages per second; the connection will be closed if this continues.',
      );
    if (pressure === 'end') this.close('too_many_messages');
    return pressure !== 'end';
  }

  /** Cost of the channels that the op names, in messages, beyond the one message that it is. */
  private extraCostOf(op: ClientOp): number {
    if (!('channels' in op)) return 0;
    const accounts = op.channels.includes('accounts') ? this.context.feed.accountIndexes().length : 0;
    return Math.floor((op.channels.length + accounts) / CHANNELS_PER_MESSAGE);
  }

  /** @param byName whether the client named this channel itself; `accounts` neither changes nor ends it then */
  private subscribe(
    id: RequestId,
    name: string,
    rate: Rate,
    since: Record<string, Since>,
    byName = true,
  ): void {
    if (name === 'accounts') return this.subscribeAll(id, rate, since);
    const { registry, awaiting } = this.context;
    const channel = registry.open(name, this.principal);
    if (!channel && !registry.mayCome(name, this.principal))
      return this.error(id, 'unknown_channel', `There is no channel "${name}".`, name);
    const { maxSubscriptions } = this.context.options;
    const held = this.subscriptions.size + (this.awaited?.size ?? 0);
    if (held >= maxSubscriptions && !this.subscriptions.has(name) && !this.awaited?.has(name)) {
      this.error(
        id,
        'too_many_subscriptions',
        `A client can hold at most ${maxSubscriptions} subscriptions.`,
        name,
      );
      return this.strike((this.refused ??= new Strikes(REFUSED_SUBSCRIPTIONS)), 'subscriptions');
    }
    if (!channel) {
      const again = (): void => this.subscribe(id, name, rate, since, byName);
      (this.awaited ??= new Map()).set(name, again);
      awaiting.add(this);
      return;
    }
    this.subscriptions.start(id, channel, rate, Object.hasOwn(since, name) ? since[name]! : null);
    if (byName) this.subscriptions.holdByName(name);
  }

  private subscribeAll(id: RequestId, rate: Rate, since: Record<string, Since>): void {
    this.subscriptions.followAllAccounts(rate);
    if (id !== null) this.send({ type: 'subscribed', id, channel: 'accounts', rate });
    for (const index of this.context.feed.accountIndexes()) {
      const name = `account/${index}`;
      const kept = this.subscriptions.isHeldByName(name) || this.subscriptions.rateOf(name) === rate;
      if (canSee(this.principal, index) && !kept) this.subscribe(id, name, rate, since, false);
    }
  }

  private unsubscribe(id: RequestId, names: readonly string[]): void {
    const ending = new Set<string>();
    const answers: ServerFrame[] = [];
    const end = (channel: string): void => {
      if (!ending.has(channel)) answers.push({ type: 'unsubscribed', id, channel });
      ending.add(channel);
    };
    for (const name of names) {
      if (name === 'accounts' && this.subscriptions.allAccountsRate) {
        for (const account of this.subscriptions.leaveAllAccounts()) end(account);
        end(name);
      } else if (this.subscriptions.has(name) || this.awaited?.delete(name)) end(name);
      else answers.push(errorFrame(id, 'not_subscribed', `"${name}" is not subscribed.`, name));
    }
    this.subscriptions.stop(ending);
    for (const answer of answers) this.send(answer);
  }

  private forgetAwaited(): void {
    this.awaited = null;
    this.context.awaiting.delete(this);
  }

  private error(id: RequestId, code: ErrorCode, message: string, channel?: string): void {
    this.send(errorFrame(id, code, message, channel));
  }

  private strike(strikes: Strikes, code: 'garbage' | 'subscriptions'): void {
    const verdict = strikes.add();
    if (verdict === 'warn')
      this.notice(
        code,
        code === 'garbage'
          ? 'Too many invalid messages; the connection will be closed if this continues.'
          : 'Too many refused subscriptions; the connection will be closed if this continues.',
      );
    if (verdict === 'end') this.close(code === 'garbage' ? 'garbage' : 'too_many_subscriptions');
  }
}

function errorFrame(id: RequestId, code: ErrorCode, message: string, channel?: string): ServerFrame {
  return { type: 'error', id, code, message, ...(channel !== undefined && { channel }) };
}
