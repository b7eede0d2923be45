import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock, type Timer } from '../clock/clock.js';
import { IncidentWriter } from '../incidents/incident-writer.port.js';
import { MarketNames } from '../lighter/market-names.js';
import type { Update } from '../state/update.js';
import { GapKeepers } from '../upstream/gap-keepers.js';
import { Ingest } from '../upstream/ingest.js';
import { StreamWatch } from '../upstream/stream-watch.js';
import { StreamUpstream } from '../upstream/upstream.port.js';
import type { EndCause } from './end-cause.js';
import { lookPeriod } from './grouping.js';
import type { LineEvents } from './line-parts.js';
import type { Line } from './line.js';
import { Lines } from './lines.js';
import { LinkReporter } from './link-reporter.js';
import { StreamRawMessages } from './stream-raw-messages.js';

/** Follows every account, and the markets, by the exchange's stream, and hands what it tells to the state. */
@Injectable()
export class LighterStream extends StreamUpstream implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(LighterStream.name);
  private lines: Line[] = [];
  private looking: Timer | null = null;
  private isPaused = false;

  constructor(
    private readonly clock: Clock,
    private readonly factory: Lines,
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
    this.lines = [...(markets ? [markets] : []), ...this.factory.forAccounts(this.events)];
    this.links.watch(this.lines);
    this.gaps.start();
    for (const line of this.lines) line.start();
    this.looking = this.clock.every(lookPeriod(this.factory.mostOnOneRoute()), () =>
      this.lines.forEach((line) => line.lookAgain()),
    );
  }

  onModuleDestroy(): void {
    this.looking?.cancel();
    for (const line of this.lines) line.stop('stopped');
  }

  override get paused(): boolean {
    return this.isPaused;
  }

  override pause(): void {
    if (this.isPaused) return;
    this.isPaused = true;
    for (const line of this.lines) line.stop('paused');
  }

  override resume(): void {
    if (!this.isPaused) return;
    this.isPaused = false;
    for (const line of this.lines) line.start();
  }

  override reconnect(accountIndex?: number): number {
    if (this.isPaused) return 0;
    const concerned = this.lines.filter(
      ({ accounts }) => accountIndex === undefined || accounts.some(({ index }) => index === accountIndex),
    );
    for (const line of concerned) line.reconnect();
    const reconnected = concerned.flatMap(({ accounts }) => accounts.filter(({ index }) => index !== null));
    return accountIndex === undefined ? reconnected.length : Math.min(1, reconnected.length);
  }

  private readonly events: LineEvents = {
    updates: (updates) => this.handOn(updates),
    raw: (line, text, receivedAt) => this.rawMessages.keep(line, text, receivedAt),
    followed: (accountIndex) => this.watch.set(accountIndex, true),
    tradesConfirmed: (accountIndex) => this.gaps.confirmed(accountIndex),
    lapsed: (accountIndex) => this.gaps.lost(accountIndex, 'subscription-lost'),
    missed: (accountIndex) => this.gaps.missed(accountIndex, 'malformed-frame'),
    alive: (accountIndex) => this.tell(accountIndex, 'alive', null),
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
    changed: (line) => this.changed(line),
  };

  private handOn(updates: readonly Update[]): void {
    this.names.learn(updates);
    for (const update of updates) {
      if (update.type === 'trades') this.gaps.admit(update);
      else this.ingest.apply(update);
    }
  }

  private tell(accountIndex: number, event: 'alive' | 'lost', reason: string | null): void {
    this.ingest.apply({
      type: 'stream',
      account_index: accountIndex,
      event,
      at: this.clock.wallNow(),
      reason,
    });
  }

  private lost(accountIndex: number, kind: EndCause['kind'], reason: string): void {
    this.gaps.lost(accountIndex, kind === 'closed' ? reason : 'stream-lost');
    this.watch.set(accountIndex, false);
    this.tell(accountIndex, 'lost', reason);
  }

  private changed(line: Line): void {
    const { state, lastError } = line.facts;
    const who = line.accounts.map(({ name }) => name).join(', ');
    if (state === 'connected') this.logger.log(`${who}: stream is up`);
    else if (state === 'refused') this.logger.warn(`${who}: ${lastError}`);
    else if (state === 'waiting' && lastError) this.logger.warn(`${who}: stream is down: ${lastError}`);
    this.links.report(line);
  }
}
