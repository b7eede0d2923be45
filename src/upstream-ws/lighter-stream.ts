import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock, type Timer } from '../clock/clock.js';
import { IncidentWriter } from '../incidents/incident-writer.port.js';
import { MarketNames } from '../lighter/market-names.js';
import type { Update } from '../state/update.js';
import { GapKeepers } from '../upstream/gap-keepers.js';
import { Ingest } from '../upstream/ingest.js';
import { StreamWatch } from '../upstream/stream-watch.js';
import { StreamUpstream } from '../upstream/upstream.port.js';
import type { DisconnectReason } from './session/disconnect-reason.js';
import { auxiliaryRefreshPeriod } from './grouping.js';
import type { StreamConnectionEvents, StreamConnectionView } from './connection/connection-events.js';
import type { StreamConnection } from './connection/stream-connection.js';
import { StreamConnections } from './stream-connections.js';
import { LinkReporter } from './link-reporter.js';
import { StreamRawMessages } from './stream-raw-messages.js';

/** Follows every account, and the markets, by the exchange's stream, and hands what it tells to the state. */
@Injectable()
export class LighterStream extends StreamUpstream implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(LighterStream.name);
  private connections: StreamConnection[] = [];
  private refreshTimer: Timer | null = null;
  private isPaused = false;

  constructor(
    private readonly clock: Clock,
    private readonly factory: StreamConnections,
    private readonly gaps: GapKeepers,
    private readonly ingest: Ingest,
    private readonly names: MarketNames,
    private readonly watch: StreamWatch,
    private readonly links: LinkReporter,
    private readonly rawMessages: StreamRawMessages,
    private readonly incidents: IncidentWriter,
  ) {
    super();
  }

  onApplicationBootstrap(): void {
    const markets = this.factory.forMarkets(this.events);
    this.connections = [...(markets ? [markets] : []), ...this.factory.forAccounts(this.events)];
    this.links.watch(this.connections);
    this.gaps.start();
    for (const connection of this.connections) connection.start();
    this.refreshTimer = this.clock.every(auxiliaryRefreshPeriod(this.factory.largestEgressGroup()), () =>
      this.connections.forEach((connection) => connection.refreshAuxiliary()),
    );
  }

  onModuleDestroy(): void {
    this.refreshTimer?.cancel();
    for (const connection of this.connections) connection.stop('stopped');
  }

  override get paused(): boolean {
    return this.isPaused;
  }

  override pause(): void {
    if (this.isPaused) return;
    this.isPaused = true;
    for (const connection of this.connections) connection.stop('paused');
  }

  override resume(): void {
    if (!this.isPaused) return;
    this.isPaused = false;
    for (const connection of this.connections) connection.start();
  }

  override reconnect(accountIndex?: number): number {
    if (this.isPaused) return 0;
    const concerned = this.connections.filter(
      ({ accounts }) => accountIndex === undefined || accounts.some(({ index }) => index === accountIndex),
    );
    for (const connection of concerned) connection.reconnect();
    const reconnected = concerned.flatMap(({ accounts }) => accounts.filter(({ index }) => index !== null));
    return accountIndex === undefined ? reconnected.length : Math.min(1, reconnected.length);
  }

  private readonly events: StreamConnectionEvents = {
    updates: (updates) => this.forward(updates),
    raw: (connection, text, receivedAt) => this.rawMessages.keep(connection, text, receivedAt),
    followed: (accountIndex) => this.watch.set(accountIndex, true),
    tradesConfirmed: (accountIndex) => this.gaps.confirmed(accountIndex),
    lapsed: (accountIndex) => this.gaps.lost(accountIndex, 'subscription-lost'),
    missed: (accountIndex) => this.gaps.missed(accountIndex, 'malformed-frame'),
    alive: (accountIndex) => this.reportStream(accountIndex, 'alive', null),
    lost: (accountIndex, kind, reason) => this.lost(accountIndex, kind, reason),
    incident: (accountIndex, error_type, error_code, message) => {
      const severity = 'warning';
      this.incidents.report({
        account_index: accountIndex,
        source: 'websocket',
        severity,
        error_type,
        error_code,
        message,
      });
    },
    changed: (connection) => this.changed(connection),
  };

  private forward(updates: readonly Update[]): void {
    this.names.learn(updates);
    for (const update of updates) {
      if (update.type === 'trades') this.gaps.admit(update);
      else this.ingest.apply(update);
    }
  }

  private reportStream(accountIndex: number, event: 'alive' | 'lost', reason: string | null): void {
    this.ingest.apply({
      type: 'stream',
      account_index: accountIndex,
      event,
      at: this.clock.wallNow(),
      mono: this.clock.monotonic(),
      reason,
      probe_mono: null,
    });
  }

  private lost(accountIndex: number, kind: DisconnectReason['kind'], reason: string): void {
    this.gaps.lost(accountIndex, kind === 'closed' ? reason : 'stream-lost');
    this.watch.set(accountIndex, false);
    this.reportStream(accountIndex, 'lost', reason);
  }

  private changed(connection: StreamConnectionView): void {
    const { state, lastError } = connection.stats;
    const who = connection.accounts.map(({ name }) => name).join(', ');
    if (state === 'connected') this.logger.log(`${who}: stream is up`);
    else if (state === 'refused') this.logger.warn(`${who}: ${lastError}`);
    else if (state === 'waiting' && lastError) this.logger.warn(`${who}: stream is down: ${lastError}`);
    this.links.report(connection);
  }
}
