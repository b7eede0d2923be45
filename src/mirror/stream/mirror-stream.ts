import type { IncomingMessage } from 'node:http';
import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import type { WebSocket } from 'ws';
import { accessRequestOf, Authenticator } from '../../access/authenticator.port.js';
import { TrustedProxies } from '../../access/client-address.js';
import { BroadcastOptions } from '../../broadcast/broadcast-options.js';
import { BroadcastStats } from '../../broadcast/broadcast-stats.js';
import { ConnectionLimits } from '../../broadcast/clients/connection-limits.js';
import { Batcher } from '../../broadcast/fan-out/batcher.js';
import { Message } from '../../broadcast/fan-out/message.js';
import { WebSocketTransport } from '../../broadcast/transports/websocket/websocket-transport.js';
import { Clock, type Timer } from '../../clock/clock.js';
import { AppConfig } from '../../config/app-config.js';
import { ChangeFeed } from '../../state/change-feed.port.js';
import { authRequired, ExchangeRefusal, noCredential } from '../exchange-answers.js';
import { ExchangePrincipal } from '../exchange-principal.js';
import { MirroredAccounts } from '../mirrored-accounts.js';
import { PathKeys } from '../path-keys.js';
import { Transactions } from '../transactions.js';
import { MirrorMarketChannels } from '../markets/mirror-market-channels.js';
import { AccountAllHolds } from './account-all-holds.js';
import {
  type AccountChannel,
  failedToSubscribe,
  invalidChannel,
  isPublic,
  type MirrorChannel,
  needsCredential,
} from './mirror-channel.js';
import { Joiner } from './joiner.js';
import { MirrorSocket, type SocketContext } from './mirror-socket.js';
import { FramePublisher } from './frame-publisher.js';
import { Snapshots } from './snapshots.js';

const TICK_MS = 1_000;
/** Share of the drain period in which clients are closed; in the rest they answer the close. */
const CLOSING_SHARE = 0.7;
const DRAIN_POLL_MS = 20;
/** Market statistics are worth less than this once their stream is lost. */
const MARKETS_STALE_AFTER_MS = 10_000;

/** All clients on `/stream`: lets them in, serves their subscriptions, and closes those that cannot be served any more. */
@Injectable()
export class MirrorStream implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown {
  readonly sockets = new Set<MirrorSocket>();
  /** No client is let in any more. */
  draining = false;
  private readonly logger = new Logger(MirrorStream.name);
  private readonly context: SocketContext;
  /** Since when each followed channel cannot be served, by key (monotonic). */
  private readonly staleSince = new Map<string, number>();
  private timer: Timer | null = null;

  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly options: BroadcastOptions,
    private readonly stats: BroadcastStats,
    private readonly limits: ConnectionLimits,
    private readonly proxies: TrustedProxies,
    private readonly authenticator: Authenticator,
    private readonly feed: ChangeFeed,
    private readonly accounts: MirroredAccounts,
    private readonly snapshots: Snapshots,
    private readonly publisher: FramePublisher,
    private readonly holds: AccountAllHolds,
    private readonly markets: MirrorMarketChannels,
    private readonly pathKeys: PathKeys,
    transactions: Transactions,
    batcher: Batcher,
    principals: ExchangePrincipal,
  ) {
    this.context = {
      options,
      joiner: new Joiner(),
      now: () => clock.monotonic(),
      enqueue: (sender) => batcher.enqueue(sender),
      identify: (request, bucket, auth) => principals.identify(request, bucket, auth),
      subscribe: (socket, channel) => this.subscribe(socket, channel),
      unsubscribe: (socket, channel) => this.unsubscribe(socket, channel),
      transact: (transaction, principal) => transactions.send(transaction, principal),
      failed: (error) =>
        this.logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    };
  }

  onApplicationBootstrap(): void {
    this.timer = this.clock.every(TICK_MS, () => this.tick());
    this.authenticator.onChange(() => {
      for (const socket of this.sockets)
        if (socket.principal && !this.authenticator.isStillValid(socket.principal))
          socket.close('key_revoked');
    });
  }

  onModuleDestroy(): void {
    this.timer?.cancel();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.draining = true;
    const { drainMs } = this.options;
    [...this.sockets].forEach((socket, place, { length }) =>
      this.clock.after((place / length) * drainMs * CLOSING_SHARE, () => socket.end(1001, 'going away')),
    );
    const end = this.clock.monotonic() + drainMs;
    while (this.sockets.size > 0 && this.clock.monotonic() < end) await this.clock.sleep(DRAIN_POLL_MS);
    for (const socket of this.sockets) socket.transport.destroy();
  }

  /** A WebSocket was opened on `/stream`. */
  connect(client: WebSocket, request: IncomingMessage): void {
    const transport = new WebSocketTransport(client, request.socket, this.stats);
    const address = this.proxies.clientOf(accessRequestOf(request));
    // `ws` closes the connection itself: 1009 for a frame over the limit, 1002 and 1007 for an invalid one.
    client.on('error', () => undefined);
    const refused = this.limits.enter(address);
    if (refused) return transport.close(refused);
    const access = this.pathKeys.requestOf(request);
    const socket = new MirrorSocket(client, transport, access, address, this.context);
    this.sockets.add(socket);
    client.on('message', (data: Buffer, isBinary) => socket.receive(isBinary ? null : data.toString()));
    client.on('ping', (data: Buffer) => socket.onPing(data));
    client.on('pong', () => socket.onPong());
    client.on('close', () => this.disconnected(socket));
    socket.begin();
  }

  private disconnected(socket: MirrorSocket): void {
    this.sockets.delete(socket);
    this.limits.leave(socket.address);
    for (const channel of [...socket.subscriptions.values()]) this.unsubscribe(socket, channel);
  }

  private subscribe(socket: MirrorSocket, channel: MirrorChannel): Message | Promise<Message> {
    this.check(socket, channel);
    // What is subscribed at the exchange on demand must flow before the snapshot is taken.
    const awaited = this.acquire(channel);
    if (!awaited) return this.join(socket, channel);
    return awaited.then(
      () => this.join(socket, channel),
      (error: unknown) => {
        this.release(channel);
        throw error;
      },
    );
  }

  private acquire(channel: MirrorChannel): Promise<void> | null {
    if (channel.kind === 'account_all') return this.holds.hold(channel.account);
    return channel.account === null && channel.kind !== 'market_stats' ? this.markets.follow(channel) : null;
  }

  private release(channel: MirrorChannel): void {
    if (channel.kind === 'account_all') this.holds.release(channel.account);
    else if (channel.account === null && channel.kind !== 'market_stats') this.markets.release(channel);
  }

  /** Snapshot and registration in one step: nothing is missed or sent twice in between. */
  private join(socket: MirrorSocket, channel: MirrorChannel): Message {
    try {
      const first = new Message(this.snapshots.of(channel, socket.principal));
      if (!this.sockets.has(socket)) throw failedToSubscribe('closed');
      this.publisher.add(socket, channel);
      return first;
    } catch (error) {
      this.release(channel);
      throw error;
    }
  }

  private unsubscribe(socket: MirrorSocket, channel: MirrorChannel): void {
    this.publisher.remove(socket, channel);
    this.release(channel);
  }

  /** Does not reveal which accounts are followed. @throws ExchangeRefusal */
  private check(socket: MirrorSocket, channel: MirrorChannel): void {
    const mayBeUnknown = this.config.mirror.public && isPublic(channel);
    const spelled = channel.account === null ? channel.name : `${channel.kind}:${channel.account}`;
    if (socket.principal === null && !mayBeUnknown) throw authRequired(spelled);
    const { market } = channel;
    if (typeof market === 'number' && !this.feed.market(market)) throw invalidChannel('marketId');
    if (channel.account !== null) this.checkAccount(socket, channel);
  }

  private checkAccount({ principal }: MirrorSocket, channel: AccountChannel): void {
    try {
      this.accounts.one(principal, channel.account);
    } catch (error) {
      throw error instanceof ExchangeRefusal ? invalidChannel('accountIndex') : error;
    }
    const account = this.config.accounts.find(({ index }) => index === channel.account);
    if (account?.credential.kind === 'none' && needsCredential(channel)) throw noCredential();
  }

  private tick(): void {
    for (const socket of this.sockets) socket.tick();
    const now = this.clock.monotonic();
    for (const { channel, sockets } of [...this.publisher.followed()]) {
      const fault = this.snapshots.fault(channel);
      if (fault === null) {
        this.staleSince.delete(channel.key);
        continue;
      }
      const since = this.staleSince.get(channel.key) ?? now;
      this.staleSince.set(channel.key, since);
      const patience = channel.account === null ? MARKETS_STALE_AFTER_MS : this.config.mirror.staleAfterMs;
      if (now - since < patience) continue;
      const whose = channel.account === null ? 'the markets' : channel.account;
      for (const socket of [...sockets]) socket.end(1012, `upstream of ${whose} lost`);
    }
    for (const key of this.staleSince.keys())
      if (!this.publisher.isFollowed(key)) this.staleSince.delete(key);
  }
}
