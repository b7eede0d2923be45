import type { Clock } from '../../clock/clock.js';
import { SimulatedError, invalidParam } from '../simulated-error.js';
import type { Authority } from '../auth/authority.js';
import type { Exchange } from '../exchange/exchange.js';
import type { FaultScript } from '../faults/fault-script.js';
import type { SubscribeEffect } from '../faults/socket-faults.js';
import type { Limits } from '../limits/limits.js';
import { parseChannel, type AccountKind, type SimulatedChannel } from './channel.js';
import type { SimulatedMarketFeeds } from './simulated-market-feeds.js';
import type { SubscriptionRegistry } from './subscription-registry.js';
import type { SocketTransactions } from './socket-transactions.js';
import type { StreamSession } from './stream-session.js';
import { snapshotFrame } from './snapshot-frames.js';

interface ClientMessage {
  type?: unknown;
  channel?: unknown;
  auth?: unknown;
}

/** Answers what clients send: subscribe, unsubscribe, ping, pong, transactions. */
export class ClientMessages {
  constructor(
    private readonly clock: Clock,
    private readonly exchange: Exchange,
    private readonly authority: Authority,
    private readonly limits: Limits,
    private readonly faults: FaultScript,
    private readonly registry: SubscriptionRegistry,
    /** Channels that are refused without `auth`. */
    private readonly gated: ReadonlySet<AccountKind>,
    private readonly feeds: SimulatedMarketFeeds,
    private readonly transactions: SocketTransactions,
  ) {}

  handle(session: StreamSession, text: string): void {
    try {
      this.dispatch(session, parse(text), text);
    } catch (error) {
      if (!(error instanceof SimulatedError)) throw error;
      session.send(error.frame);
    }
  }

  private dispatch(session: StreamSession, message: ClientMessage, text: string): void {
    switch (message.type) {
      case 'subscribe':
        return this.subscribe(session, channelOf(message), message.auth);
      case 'unsubscribe':
        return this.unsubscribe(session, channelOf(message));
      case 'ping':
        return this.faults.pongsDropped ? undefined : session.send('{"type":"pong"}');
      case 'pong':
        return;
      default: {
        const answer = this.transactions.answer(message.type, text);
        if (answer === null) throw new SimulatedError(400, 30001, 'Invalid Type');
        return session.send(answer);
      }
    }
  }

  private subscribe(session: StreamSession, channel: SimulatedChannel, auth: unknown): void {
    this.mustExist(channel);
    if (session.subscriptions.has(channel.key)) {
      throw new SimulatedError(400, 30003, `Already Subscribed to : ${channel.name}`);
    }
    const struck = this.faults.subscribeFaults.strike({ session, channel: channel.key })?.effect;
    if (struck === 'ignore') return;
    if (struck) return this.refuseLater(session, struck);
    if (channel.account !== null && this.gated.has(channel.kind)) {
      if (typeof auth !== 'string' || auth === '') {
        throw invalidParam(`auth field is required: ${channel.kind}:${channel.account}`);
      }
      this.authority.checkFor(auth, channel.account);
      session.tokens.set(channel.key, auth);
    }
    this.mustFit(session, channel);
    this.registry.subscribe(session, channel);
    if (channel.account !== null && this.faults.ws.stallsFollowersOf(channel.account)) session.stall();
    const frame = snapshotFrame(channel, this.exchange, this.clock, this.feeds);
    const { account, kind: source } = channel;
    session.send(this.faults.rows.apply(frame, { via: 'stream', account, source, phase: 'subscribed' }));
  }

  private refuseLater(session: StreamSession, refusal: Exclude<SubscribeEffect, 'ignore'>): void {
    const error = new SimulatedError(400, refusal.code, refusal.message);
    if (refusal.afterMs === 0) throw error;
    this.clock.after(refusal.afterMs, () => session.send(error.frame));
  }

  private unsubscribe(session: StreamSession, channel: SimulatedChannel): void {
    if (!session.subscriptions.has(channel.key)) {
      throw new SimulatedError(400, 30002, `Not Subscribed to : ${channel.name}`);
    }
    this.registry.unsubscribe(session, channel.key);
    session.send(JSON.stringify({ type: 'unsubscribed', channel: channel.name }));
  }

  private mustExist({ account, market }: SimulatedChannel): void {
    const { venue } = this.exchange;
    const knownMarket = typeof market !== 'number' || venue.markets.some(({ id }) => id === market);
    if (!knownMarket) throw invalidChannel('marketId');
    if (account !== null && !venue.has(account)) throw invalidChannel('accountIndex');
  }

  private mustFit(session: StreamSession, { account }: SimulatedChannel): void {
    const { limits } = this;
    if (limits.subscriptionsPerIp === Infinity) return;
    const siblings = this.registry.of(session.ip);
    const onIp = siblings.reduce((sum, { subscriptions }) => sum + subscriptions.size, 0);
    if (
      session.subscriptions.size >= limits.subscriptionsPerConnection ||
      onIp >= limits.subscriptionsPerIp
    ) {
      throw new SimulatedError(429, 23001, 'Too Many Subscriptions!');
    }
    if (account === null || session.follows(account)) return;
    const everywhere = new Set(siblings.flatMap((sibling) => [...sibling.accounts]));
    const full = session.accounts.size >= limits.accountsPerConnection;
    if (full || everywhere.add(account).size > limits.accountsPerIp) {
      throw new SimulatedError(429, 23002, 'Too Many Different Accounts!');
    }
  }
}

function parse(text: string): ClientMessage {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new SimulatedError(400, 30000, 'Invalid Json');
  }
  if (typeof value !== 'object' || value === null) throw new SimulatedError(400, 30001, 'Invalid Type');
  return value;
}

function channelOf({ channel }: ClientMessage): SimulatedChannel {
  const parsed = typeof channel === 'string' ? parseChannel(channel) : null;
  if (!parsed) throw invalidChannel('marketId');
  return parsed;
}

function invalidChannel(what: string): SimulatedError {
  return new SimulatedError(400, 30005, `Invalid Channel:  (${what})`);
}
