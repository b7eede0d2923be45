import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock, type Timer } from '../clock/clock.js';
import { ExchangeClock } from '../clock/exchange-clock.js';
import { LoopMonitor } from '../clock/loop-monitor.js';
import { EgressRegistry } from '../egress/egress.registry.js';
import { IncidentWriter } from '../incidents/incident-writer.port.js';
import { ExchangeTokens } from '../lighter/exchange-tokens.js';
import { MarketNames } from '../lighter/market-names.js';
import { UnreadableLog } from '../lighter/unreadable-log.js';
import { ChangeFeed } from '../state/change-feed.port.js';
import { DemandFeed, type StreamPart } from '../state/demand.js';
import type { StreamChannelUpdate, Update } from '../state/update.js';
import { GapKeepers } from '../upstream/gap-keepers.js';
import { Ingest } from '../upstream/ingest.js';
import { StreamWatch } from '../upstream/stream-watch.js';
import { auxiliaryRefreshPeriod } from '../upstream/auxiliary-refresh.js';
import { StreamUpstream } from '../upstream/upstream.port.js';
import type { StreamConnectionEvents, StreamConnectionView } from './connection/connection-events.js';
import type { StreamConnection } from './connection/stream-connection.js';
import { LinkReporter } from './link-reporter.js';
import type { DisconnectReason } from './session/disconnect-reason.js';
import { MarketFeeds } from './market-feeds.js';
import { StreamConnections } from './stream-connections.js';
import { StreamFrames } from './stream-frames.js';
import { StreamRawMessages } from './stream-raw-messages.js';

/** Follows every account, and the markets, over the exchange's stream and reports to the state. */
@Injectable()
export class LighterStream extends StreamUpstream implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(LighterStream.name);
  private connections: StreamConnection[] = [];
  private refreshTimer: Timer | null = null;
  private isPaused = false;
  private unsubscribe: () => void = () => undefined;
  private stopRestored: () => void = () => undefined;

  constructor(
    private readonly clock: Clock,
    private readonly exchangeClock: ExchangeClock,
    private readonly loop: LoopMonitor,
    private readonly feed: ChangeFeed,
    private readonly demands: DemandFeed,
    private readonly egresses: EgressRegistry,
    private readonly factory: StreamConnections,
    private readonly gaps: GapKeepers,
    private readonly ingest: Ingest,
    private readonly names: MarketNames,
    private readonly watch: StreamWatch,
    private readonly links: LinkReporter,
    private readonly rawMessages: StreamRawMessages,
    private readonly frames: StreamFrames,
    private readonly marketFeeds: MarketFeeds,
    private readonly incidents: IncidentWriter,
    private readonly unreadable: UnreadableLog,
    private readonly tokens: ExchangeTokens,
  ) {
    super();
  }

  onApplicationBootstrap(): void {
    const markets = this.factory.forMarkets(this.events);
    this.connections = [...(markets ? [markets] : []), ...this.factory.forAccounts(this.events)];
    this.links.watch(this.connections);
    this.frames.onHold = (index, isHeld) =>
      this.connections.forEach((connection) => connection.hold(index, isHeld));
    this.gaps.start();
    this.unsubscribe = this.demands.onDemand('lighter-stream', (demand) => {
      if (demand.kind === 'resync')
        for (const connection of this.connections)
          connection.resync(demand.account_index, demand.part, demand.cause);
    });
    this.stopRestored = this.tokens.onRestored((index) => {
      this.gaps.lost(index, 'credential-refused');
      for (const connection of this.connections) connection.restored(index);
    });
    this.loop.onGap(() => this.connections.forEach((connection) => connection.probe()));
    if (this.feed.connections().control.ws_paused) this.pause();
    else for (const connection of this.connections) connection.start();
    this.refreshTimer = this.clock.every(auxiliaryRefreshPeriod(this.egresses.largestGroup), () =>
      this.connections.forEach((connection) => connection.refreshAuxiliary()),
    );
  }

  onModuleDestroy(): void {
    this.unsubscribe();
    this.stopRestored();
    this.refreshTimer?.cancel();
    for (const connection of this.connections) connection.stop('stopped');
  }

  override get paused(): boolean {
    return this.isPaused;
  }

  override pause(): void {
    if (this.isPaused) return;
    this.isPaused = true;
    this.marketFeeds.pause();
    for (const connection of this.connections) connection.stop('paused');
  }

  override resume(): void {
    if (!this.isPaused) return;
    this.isPaused = false;
    this.marketFeeds.resume();
    for (const connection of this.connections) connection.resume();
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
    frame: (frame, updates) => this.frames.pass(frame, updates),
    raw: (connection, text, receivedAt) => this.rawMessages.keep(connection, text, receivedAt),
    followed: (accountIndex) => this.watch.set(accountIndex, true),
    marksConfirmed: () => this.reportMarkets('snapshot', null, null),
    tradesConfirmed: (accountIndex) => this.gaps.confirmed(accountIndex),
    lapsed: (accountIndex) => this.gaps.lost(accountIndex, 'subscription-lost'),
    missed: (accountIndex) => this.gaps.missed(accountIndex, 'malformed-frame'),
    doubted: (accountIndex, part) =>
      this.reportChannel(accountIndex, part, 'unreadable', 'a frame of the stream could not be read'),
    released: (accountIndex, part, reason) => {
      if (accountIndex !== null && part !== 'marks')
        this.reportChannel(accountIndex, part, 'released', reason);
    },
    alive: (accountIndex, probeMono) => {
      if (accountIndex === null) this.reportMarkets('alive', probeMono, null);
      else this.reportStream(accountIndex, 'alive', probeMono, null);
    },
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
    this.unreadable.note(updates);
    for (const update of updates) {
      this.noteTime(update);
      if (update.type === 'trades') this.gaps.admit(update);
      else this.ingest.apply(update);
    }
  }

  /** Only the frames of these channels carry the time of sending. */
  private noteTime(update: Update): void {
    if (update.type !== 'summary' && update.type !== 'market-stats') return;
    const { exchange_at, received_mono } = update.arrival;
    if (exchange_at !== null) this.exchangeClock.note(exchange_at, received_mono);
  }

  private reportStream(
    account_index: number,
    event: 'alive' | 'lost',
    probe_mono: number | null,
    reason: string | null,
  ): void {
    this.ingest.apply({ type: 'stream', account_index, event, probe_mono, reason, ...this.stamp() });
  }

  private reportMarkets(
    event: 'alive' | 'lost' | 'snapshot',
    probe_mono: number | null,
    reason: string | null,
  ): void {
    this.ingest.apply({ type: 'market-stream', event, probe_mono, reason, ...this.stamp() });
  }

  private reportChannel(
    account_index: number,
    part: StreamPart,
    event: StreamChannelUpdate['event'],
    reason: string,
  ): void {
    this.ingest.apply({ type: 'channel', account_index, part, event, reason, ...this.stamp() });
  }

  private lost(accountIndex: number | null, kind: DisconnectReason['kind'], reason: string): void {
    if (accountIndex === null) {
      this.frames.marketsHeld = false;
      return this.reportMarkets('lost', null, reason);
    }
    this.gaps.lost(accountIndex, kind === 'closed' ? reason : 'stream-lost');
    this.watch.set(accountIndex, false);
    this.reportStream(accountIndex, 'lost', null, reason);
  }

  private stamp(): { at: number; mono: number } {
    return { at: this.clock.wallNow(), mono: this.clock.monotonic() };
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
