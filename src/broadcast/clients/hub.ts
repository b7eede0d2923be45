import { Inject, Injectable, Optional, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Principal } from '../../access/principal.js';
import { Clock } from '../../clock/clock.js';
import { ChangeFeed } from '../../state/change-feed.port.js';
import type { Change } from '../../state/change.js';
import { BroadcastOptions } from '../broadcast-options.js';
import { BroadcastStats } from '../broadcast-stats.js';
import { Batcher } from '../fan-out/batcher.js';
import { FeedRegistry } from '../fan-out/feed-registry.js';
import { ChannelRegistry } from '../feeds/channel-registry.js';
import { ChannelLog } from '../resume/channel-log.port.js';
import { StreamPositions } from '../resume/stream-positions.js';
import type { Transport } from '../transports/transport.js';
import { ClientCount } from './client-count.port.js';
import { ConnectionsElsewhere } from './connections-elsewhere.port.js';
import { ClientSession, type ClientSessionContext } from './client-session.js';

/** Passes every change from the change feed to the log and the feeds, and holds all client sessions. */
@Injectable()
export class Hub extends ClientCount implements OnModuleInit, OnApplicationShutdown {
  readonly sessions = new Set<ClientSession>();
  private readonly context: ClientSessionContext;
  private readonly knownAccounts = new Set<number>();
  private readonly awaiting = new Set<ClientSession>();
  /** Set while `awaiting` is served at the end of this turn. */
  private more: NodeJS.Immediate | null = null;
  private unsubscribe: (() => void) | null = null;

  constructor(
    private readonly feed: ChangeFeed,
    private readonly log: ChannelLog,
    private readonly feeds: FeedRegistry,
    private readonly stats: BroadcastStats,
    options: BroadcastOptions,
    registry: ChannelRegistry,
    clock: Clock,
    batcher: Batcher,
    streamPositions: StreamPositions,
    /** Absent where this process is the service. */
    @Optional() @Inject(ConnectionsElsewhere) private readonly elsewhere: ConnectionsElsewhere | null = null,
  ) {
    super();
    const { awaiting } = this;
    this.context = { clock, feed, options, registry, feeds, stats, batcher, streamPositions, awaiting };
  }

  onModuleInit(): void {
    for (const index of this.feed.accountIndexes()) this.knownAccounts.add(index);
    this.unsubscribe = this.feed.subscribe('broadcast', (change) => this.onChange(change));
  }

  onApplicationShutdown(): void {
    this.unsubscribe?.();
    if (this.more) clearImmediate(this.more);
  }

  override count(): number {
    return this.here() + (this.elsewhere?.total ?? 0);
  }

  override here(): number {
    return this.sessions.size;
  }

  connect(principal: Principal, transport: Transport): ClientSession {
    const session = new ClientSession(principal, transport, this.context);
    this.sessions.add(session);
    this.stats.connections++;
    return session;
  }

  disconnect(session: ClientSession): void {
    if (this.sessions.delete(session)) session.end();
  }

  private onChange(change: Change): void {
    this.stats.changes++;
    this.log.append(change);
    this.feeds.onChange(change);
    const isNewAccount = change.entity === 'account' && !this.knownAccounts.has(change.account_index);
    if (isNewAccount) this.announceAccount(change.account_index);
    if (this.awaiting.size > 0 && (isNewAccount || change.entity === 'market'))
      this.more ??= setImmediate(() => this.serveAwaiting());
  }

  /** At the end of a turn, because what is read at once is published one by one. */
  private serveAwaiting(): void {
    this.more = null;
    for (const session of [...this.awaiting]) session.onMoreKnown();
  }

  private announceAccount(index: number): void {
    this.knownAccounts.add(index);
    for (const session of this.sessions) session.onNewAccount(index);
  }
}
