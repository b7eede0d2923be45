import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { BroadcasterClient, type ClientStatus, type ChannelUpdate } from 'lighter-broadcaster-client';
import type { AccountState } from 'lighter-broadcaster-protocol/account';
import type { Alert } from 'lighter-broadcaster-protocol/alert';
import { kindOf } from 'lighter-broadcaster-protocol/channels';
import type { AccountDelta, ListDelta } from 'lighter-broadcaster-protocol/delta';
import type { ServerFrame } from 'lighter-broadcaster-protocol/frames';
import type { ConnectionsState, Incident, Market } from 'lighter-broadcaster-protocol/operations';
import { Clock, type Timer } from '../clock/clock.js';
import { AppConfig } from '../config/app-config.js';
import { scrubber } from '../secrets/scrubber.js';
import { ChangeFeed, type ChangeSink } from '../state/change-feed.port.js';
import type { StreamName, StreamPosition } from '../state/change.js';
import { Sinks } from '../state/sinks.js';
import { RemoteApi } from './remote-api.js';
import { RemoteSocket } from './remote-socket.js';
import { Replica } from './replica.js';

const BACKOFF = { firstMs: 250, longestMs: 5_000 };
/** After a close code that rules out reconnecting, such as a revoked key, an operator may have corrected the cause. */
const REFUSED_RETRY_MS = 60_000;
const FRESHNESS_TICK_MS = 250;
/** The other instance is asked which markets there are: again soon when it has just started, later because markets are added. */
const LIST_AGAIN = { emptyMs: 1_000, otherwiseMs: 60_000 };
const LISTED = /^(?:account|market)\/\d+$/;

/**
 * The state that another instance collects, read from its `/ws` by the client package. An account is fresh while its own
 * subscription is in sync and frames arrive; without that for `CACHE_TTL`, it turns stale, and so do the connections.
 */
@Injectable()
export class RemoteFeed extends ChangeFeed implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(RemoteFeed.name);
  private readonly sinks = new Sinks((name, error) =>
    this.logger.error(`${name} failed on a change: ${scrubber.scrubError(error).message}`),
  );
  private readonly replica = new Replica((change) => this.sinks.deliver(change, null));
  private readonly client: BroadcasterClient;
  /** Channels that have caught up on the current connection. */
  private readonly inSync = new Set<string>();
  /** Monotonic times: of the last frame, of the last ping, and by channel of the last frame while it was in sync. */
  private heardAt = -Infinity;
  private pingedAt = -Infinity;
  private readonly confirmedAt = new Map<string, number>();
  private freshness: Timer | null = null;
  private retry: Timer | null = null;
  private listing: Timer | null = null;
  /** Accounts and markets of the other instance; `null` before it listed them. */
  private listed: readonly string[] | null = null;

  constructor(
    api: RemoteApi,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {
    super();
    const { apiKey } = api;
    this.client = new BroadcasterClient({
      url: api.socketUrl,
      ...(apiKey !== undefined && { apiKey }),
      WebSocket: RemoteSocket as unknown as typeof WebSocket,
      backoff: BACKOFF,
      clock,
    });
    this.client.on('status', (status) => this.onStatus(status));
    this.client.on('frame', (frame) => this.onFrame(frame));
    this.client.on('update', (update) => this.onUpdate(update));
    this.client.on('loss', ({ channel, message }) => {
      this.inSync.delete(channel);
      this.logger.warn(`${channel}: ${message}; a new snapshot was requested`);
    });
    this.client.subscribe(['accounts', 'incidents', 'alerts']);
    this.client.subscribe('connections', { rate: '1s' });
  }

  onApplicationBootstrap(): void {
    this.client.connect();
    this.freshness = this.clock.every(FRESHNESS_TICK_MS, () => this.checkFreshness());
  }

  onModuleDestroy(): void {
    this.freshness?.cancel();
    this.retry?.cancel();
    this.listing?.cancel();
    this.client.close();
  }

  override subscribe(name: string, sink: ChangeSink): () => void {
    return this.sinks.add(name, sink);
  }

  override get epoch(): string {
    return this.replica.epoch;
  }

  override get total(): number {
    return this.replica.total;
  }

  override positionOf(stream: StreamName): StreamPosition {
    return this.replica.positionOf(stream);
  }

  override accountIndexes(): readonly number[] {
    return this.replica.accountIndexes();
  }

  override account(index: number): AccountState | undefined {
    return this.replica.account(index);
  }

  override markets(): readonly Market[] {
    return [...this.replica.markets.values()];
  }

  override market(id: number): Market | undefined {
    return this.replica.markets.get(id);
  }

  override hasAllAccounts(): boolean {
    return super.hasAllAccounts() && this.hasListed('account');
  }

  override hasAllMarkets(): boolean {
    return super.hasAllMarkets() && this.hasListed('market');
  }

  override connections(): ConnectionsState {
    return this.replica.connections;
  }

  override incidents(): readonly Incident[] {
    return this.replica.incidents;
  }

  override alerts(): readonly Alert[] {
    return this.replica.alerts;
  }

  private onStatus(status: ClientStatus): void {
    if (status.state === 'open') {
      this.logger.log('Connected to the other instance');
      this.client.list();
      return;
    }
    this.listing?.cancel();
    this.confirm();
    this.inSync.clear();
    if (status.state === 'waiting') {
      const seconds = Math.ceil((status.retryAt - this.clock.wallNow()) / 1000);
      this.logger.warn(
        `Disconnected from the other instance (${causeOf(status)}); next attempt in ${seconds} s`,
      );
    }
    if (status.state === 'refused') {
      this.logger.error(`The other instance refuses the connection (${causeOf(status)})`);
      this.retry = this.clock.after(REFUSED_RETRY_MS, () => this.client.connect());
    }
  }

  private onFrame(frame: ServerFrame): void {
    this.heardAt = this.clock.monotonic();
    switch (frame.type) {
      case 'snapshot':
      case 'recovered':
        this.inSync.add(frame.channel);
        break;
      case 'unsubscribed':
        this.inSync.delete(frame.channel);
        break;
      case 'list':
        this.onList(frame.available);
        break;
      case 'error':
        this.logger.error(
          `The other instance refuses ${frame.channel ?? 'an op'}: ${scrubber.scrub(frame.message)}`,
        );
        break;
      default:
    }
  }

  private onList(available: readonly string[]): void {
    this.listed = available.filter((name) => LISTED.test(name));
    const markets = this.listed.filter((name) => kindOf(name) === 'market');
    const missing = markets.filter((name) => this.client.state(name) === undefined);
    if (missing.length > 0) this.client.subscribe(missing);
    const { emptyMs, otherwiseMs } = LIST_AGAIN;
    this.listing = this.clock.after(markets.length === 0 ? emptyMs : otherwiseMs, () => this.client.list());
  }

  /** Whether the state of every listed account or market has come. */
  private hasListed(kind: 'account' | 'market'): boolean {
    return (
      this.listed?.every((name) => kindOf(name) !== kind || this.client.state(name) !== undefined) ?? false
    );
  }

  private onUpdate({ channel, type, state, data, ts: times }: ChannelUpdate): void {
    const ts = { exchange: times.exchange, received: times.received ?? this.clock.wallNow() };
    const isSnapshot = type === 'snapshot';
    switch (kindOf(channel)) {
      case 'account': {
        const delta = isSnapshot ? null : (data as AccountDelta);
        const account = state as AccountState;
        return this.replica.setAccount(account, delta, type === 'gap' ? 'gap' : 'change', ts);
      }
      case 'market':
        return this.replica.setMarket(state as Market, ts);
      case 'incidents': {
        const { incidents } = state as { incidents: Incident[] };
        const { upsert = [], remove = [] } = isSnapshot
          ? this.incidentsDelta(incidents)
          : (data as { incidents: { upsert?: Incident[]; remove?: string[] } }).incidents;
        return this.replica.setIncidents(upsert, remove, ts);
      }
      case 'alerts': {
        const { alerts } = state as { alerts: Alert[] };
        const { upsert = [], remove = [] } = isSnapshot
          ? this.alertsDelta(alerts)
          : (data as { alerts: { upsert?: Alert[]; remove?: string[] } }).alerts;
        return this.replica.setAlerts(upsert, remove, ts);
      }
      case 'connections':
        return this.replica.setConnections(state as ConnectionsState, ts);
      case 'portfolio':
        return undefined;
    }
  }

  private incidentsDelta(after: readonly Incident[]): Exclude<ListDelta<Incident>, { set: unknown }> {
    const kept = new Set(after.map(({ incident_id }) => incident_id));
    const known = new Set(this.replica.incidents.map(({ incident_id }) => incident_id));
    return {
      upsert: after.filter(({ incident_id }) => !known.has(incident_id)),
      remove: [...known].filter((id) => !kept.has(id)),
    };
  }

  /** After a reconnection an alert may have changed, so every one of the snapshot counts. */
  private alertsDelta(after: Alert[]): { upsert: Alert[]; remove: string[] } {
    const kept = new Set(after.map(({ alert_id }) => alert_id));
    const known = this.replica.alerts.map(({ alert_id }) => alert_id);
    return { upsert: after, remove: known.filter((id) => !kept.has(id)) };
  }

  private checkFreshness(): void {
    const now = this.clock.monotonic();
    const { cacheTtlMs } = this.config.lighter;
    const ts = { exchange: null, received: this.clock.wallNow() };
    this.confirm();
    const judge = (channel: string, set: (stale: boolean) => void): void => {
      const silentFor = now - (this.confirmedAt.get(channel) ?? -Infinity);
      if (silentFor >= cacheTtlMs) set(true);
      else if (this.inSync.has(channel)) set(false);
    };
    judge('connections', (stale) => this.replica.setConnectionsStale(stale, ts));
    for (const index of this.replica.accountIndexes())
      judge(`account/${index}`, (stale) => this.replica.setStale(index, stale, ts));
    // Without changes the other instance is silent between heartbeats, for longer than CACHE_TTL.
    if (now - Math.max(this.heardAt, this.pingedAt) < cacheTtlMs / 2) return;
    this.pingedAt = now;
    this.client.ping();
  }

  /** Every frame confirms the channels in sync: a change would have arrived before it. */
  private confirm(): void {
    for (const channel of this.inSync) this.confirmedAt.set(channel, this.heardAt);
  }
}

function causeOf({ code, reason }: { code: number; reason: string }): string {
  return scrubber.scrub(reason || `closed with code ${code}`);
}
