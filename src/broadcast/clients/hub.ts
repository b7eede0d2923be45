import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Principal } from '../../access/principal.js';
import { Clock } from '../../clock/clock.js';
import type { Change } from '../../state/change.js';
import { ChangeFeed } from '../../state/change-feed.port.js';
import { BroadcastOptions } from '../broadcast-options.js';
import { BroadcastStats } from '../broadcast-stats.js';
import { ChannelLog } from '../resume/channel-log.port.js';
import { ChannelRegistry } from '../feeds/channel-registry.js';
import { ClientCount } from './client-count.port.js';
import { ClientSession } from './client-session.js';
import { FeedRegistry } from '../fan-out/feed-registry.js';
import type { Transport } from '../transports/transport.js';
import type { SessionContext } from './session-context.js';
import { Batcher } from '../fan-out/batcher.js';

/** Takes every change from the feed to the classes that carry it, and knows all clients. */
@Injectable()
export class Hub extends ClientCount implements OnModuleInit, OnApplicationShutdown {
  readonly sessions = new Set<ClientSession>();
  private readonly context: SessionContext;
  private readonly known = new Set<number>();
  private unsubscribe: (() => void) | null = null;

  constructor(
    private readonly feed: ChangeFeed,
    private readonly log: ChannelLog,
    private readonly classes: FeedRegistry,
    private readonly stats: BroadcastStats,
    options: BroadcastOptions,
    registry: ChannelRegistry,
    clock: Clock,
    batcher: Batcher,
  ) {
    super();
    this.context = { clock, feed, options, registry, classes, stats, batcher };
  }

  onModuleInit(): void {
    for (const index of this.feed.accountIndexes()) this.known.add(index);
    this.unsubscribe = this.feed.subscribe('broadcast', (change) => this.hear(change));
  }

  onApplicationShutdown(): void {
    this.unsubscribe?.();
  }

  override count(): number {
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

  private hear(change: Change): void {
    this.stats.changes++;
    this.log.append(change);
    this.classes.hear(change);
    if (change.entity === 'account' && !this.known.has(change.account_index))
      this.welcome(change.account_index);
  }

  private welcome(index: number): void {
    this.known.add(index);
    for (const session of this.sessions) session.onNewAccount(index);
  }
}
