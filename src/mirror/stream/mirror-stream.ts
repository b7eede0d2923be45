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
import { canSee } from '../../access/principal.js';
import { TrustedProxies } from '../../access/client-address.js';
import { RequestLimiter } from '../../access/request-limiter.js';
import { BroadcastOptions } from '../../broadcast/broadcast-options.js';
import { BroadcastStats } from '../../broadcast/broadcast-stats.js';
import { ConnectionLimits } from '../../broadcast/clients/connection-limits.js';
import { Batcher } from '../../broadcast/fan-out/batcher.js';
import { WebSocketTransport } from '../../broadcast/transports/websocket/websocket-transport.js';
import { Clock, type Timer } from '../../clock/clock.js';
import { AppConfig } from '../../config/app-config.js';
import { ChangeFeed } from '../../state/change-feed.port.js';
import { countCaller } from '../count-caller.js';
import { authRequired, ExchangeRefusal } from '../exchange-answers.js';
import { ExchangePrincipal } from '../exchange-principal.js';
import { PathKeys } from '../path-keys.js';
import { TokenVerifier } from '../token-verifier.js';
import { Transactions } from '../transactions.js';
import { FollowedChannels } from './followed-channels.port.js';
import type { MirrorConnection, Opened } from './mirror-connection.js';
import type { Follower } from './followers.js';
import { Joiner } from './joiner.js';
import { invalidChannel, isPublic, type MirrorChannel } from './mirror-channel.js';
import { MirrorSocket, type SocketContext } from './mirror-socket.js';
import { RelayConnection } from './relay-connection.js';
import { RELAY_HEADER } from './relay-protocol.js';
import type { RelayContext } from './relay-session.js';
import { RelaySessions } from './relay-sessions.js';

const TICK_MS = 1_000;
/** Share of the drain period in which clients are closed; in the rest they answer the close. */
const CLOSING_SHARE = 0.7;
const DRAIN_POLL_MS = 20;
/** Characters of the reason in a close frame. */
const MAX_REASON = 120;

/** All clients on `/stream`: lets them in, serves their subscriptions, and closes those that cannot be served any more. */
@Injectable()
export class MirrorStream implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown {
  readonly sockets = new Set<MirrorConnection>();
  /** No client is let in any more. */
  draining = false;
  private readonly logger = new Logger(MirrorStream.name);
  private readonly context: SocketContext & RelayContext;
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
    private readonly channels: FollowedChannels,
    private readonly relays: RelaySessions,
    private readonly pathKeys: PathKeys,
    private readonly principals: ExchangePrincipal,
    transactions: Transactions,
    batcher: Batcher,
    verifier: TokenVerifier,
    limiter: RequestLimiter,
  ) {
    this.context = {
      options,
      joiner: new Joiner(),
      now: () => clock.monotonic(),
      enqueue: (sender) => batcher.enqueue(sender),
      identify: (request, bucket, auth) => principals.identify(request, bucket, auth),
      countRefused: (client) => void countCaller(limiter, { client }),
      subscribe: (follower, channel) => {
        this.check(follower, channel);
        return channels.subscribe(follower, channel);
      },
      unsubscribe: (follower, channel) => channels.unsubscribe(follower, channel),
      rightsOf: (token) => verifier.rightsOf(token),
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
    for (const socket of this.sockets) socket.destroy();
  }

  /** A WebSocket was opened on `/stream`. */
  connect(client: WebSocket, request: IncomingMessage): void {
    const transport = new WebSocketTransport(client, request.socket, this.stats);
    const address = this.proxies.clientOf(accessRequestOf(request));
    // `ws` closes the connection itself: 1009 for a frame over the limit, 1002 and 1007 for an invalid one.
    client.on('error', () => undefined);
    const refused = this.limits.enter(address);
    if (refused) return transport.close(refused);
    const opened = { client, transport, request: this.pathKeys.requestOf(request), address };
    const relay = [request.headers[RELAY_HEADER]].flat()[0];
    if (relay !== undefined) return void this.connectRelay(opened, relay);
    this.attach(opened, new MirrorSocket(opened, this.context));
  }

  private async connectRelay(opened: Opened, header: string): Promise<void> {
    try {
      const principal = await this.principals.identify(opened.request, opened.address.bucket);
      if (!opened.transport.open) return this.limits.leave(opened.address);
      const { session, received } = this.relays.open(header, principal, this.context);
      const connection = new RelayConnection(opened, this.context, session, received);
      this.attach(opened, connection);
      opened.client.on('close', () => this.relays.left(session));
    } catch (error) {
      if (!(error instanceof ExchangeRefusal)) this.context.failed(error);
      this.limits.leave(opened.address);
      const reason = error instanceof ExchangeRefusal ? error.message : 'internal error';
      opened.client.close(1008, reason.slice(0, MAX_REASON));
    }
  }

  private attach({ client }: Opened, connection: MirrorConnection): void {
    this.sockets.add(connection);
    client.on('message', (data: Buffer, isBinary) => connection.receive(isBinary ? null : data.toString()));
    client.on('ping', (data: Buffer) => connection.onPing(data));
    client.on('pong', () => connection.onPong());
    client.on('close', () => this.disconnected(connection));
    connection.greet();
  }

  private disconnected(connection: MirrorConnection): void {
    this.sockets.delete(connection);
    this.limits.leave(connection.address);
    connection.ended();
  }

  /** Does not reveal which accounts are followed. @throws ExchangeRefusal */
  private check({ principal }: Follower, channel: MirrorChannel): void {
    const mayBeUnknown = this.config.mirror.public && isPublic(channel);
    const { account, market } = channel;
    const spelled = account === null ? channel.name : `${channel.kind}:${account}`;
    if (principal === null && !mayBeUnknown) throw authRequired(spelled);
    if (typeof market === 'number' && !this.feed.market(market)) throw invalidChannel('marketId');
    const isVisible = account === null || principal === null || canSee(principal, account);
    if (!isVisible || (account !== null && !this.feed.account(account))) throw invalidChannel('accountIndex');
  }

  private tick(): void {
    for (const socket of this.sockets) socket.tick();
    this.channels.tick();
  }
}
