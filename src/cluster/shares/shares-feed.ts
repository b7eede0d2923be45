import { createHash, randomInt } from 'node:crypto';
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { AccountState } from 'lighter-broadcaster-protocol/account';
import type { Alert } from 'lighter-broadcaster-protocol/alert';
import type { ConnectionsState, Incident, Market } from 'lighter-broadcaster-protocol/operations';
import { ChannelLog } from '../../broadcast/resume/channel-log.port.js';
import { Clock } from '../../clock/clock.js';
import { AppConfig } from '../../config/app-config.js';
import { scrubber } from '../../secrets/scrubber.js';
import { ChangeFeed, type ChangeSink } from '../../state/change-feed.port.js';
import type { Change, ChangeBody, StreamName, StreamPosition } from '../../state/change.js';
import { Sinks } from '../../state/sinks.js';
import { Engine } from '../engine.port.js';
import { ENTRIES_KEPT, renewed } from '../followed-state.js';
import { ShareFeed } from './share-feed.js';
import { shareNames } from './share-layout.js';
import { ShareLog } from './share-log.js';

/** Where the numbers of this process's own streams may begin: far apart, and exact as numbers. */
const MAX_BASE = 2 ** 47;
/** Streams that every share has. */
const COMMON = ['incidents', 'alerts', 'links'] as const;
type CommonStream = (typeof COMMON)[number];

/**
 * The shares of a cluster as one feed. An account keeps the sequence numbers that its leader gave, so its clients resume at any
 * gateway; markets are those of one share. Incidents, alerts and links come from several leaders in no common order, so this
 * process numbers them itself, from a random number on: at another gateway a client gets a snapshot of them. The epoch is made
 * of those of all shares, so a new one of any share is a new one of the service.
 */
@Injectable()
export class SharesFeed extends ChangeFeed implements OnModuleInit, OnModuleDestroy {
  readonly shares: ReadonlyMap<string, ShareFeed>;
  private readonly logger = new Logger(SharesFeed.name);
  private readonly sinks = new Sinks((name, error) =>
    this.logger.error(`${name} failed on a change: ${scrubber.scrubError(error).message}`),
  );
  private readonly base = randomInt(MAX_BASE);
  private readonly logs: ShareLog[] = [];
  /** By share, of the streams as they are delivered now. */
  private readonly epochs = new Map<string, string>();
  private service = '';
  /** Of all changes that were delivered: those of shares add up differently, as some are not shown. */
  private count = 0;
  private indexes: readonly number[] = [];
  private readonly owners = new Map<number, ShareFeed>();
  /** The first share that has accounts: one without has no egress, so it knows no markets. */
  private ofMarkets: ShareFeed;
  /** By share and stream: the number up to which the beginning of the epoch has its changes. */
  private readonly startedAt = new Map<string, ReadonlyMap<StreamName, number>>();
  private latestIncidents: readonly Incident[] = [];
  private latestAlerts: readonly Alert[] = [];

  constructor(engine: Engine, log: ChannelLog, clock: Clock, config: AppConfig) {
    super();
    const names = shareNames(config.cluster.shards);
    this.shares = new Map(
      names.map((name) => {
        const own = new ShareLog((change) => this.kept(name, change), log);
        this.logs.push(own);
        const feed = new ShareFeed(name, engine, own, clock, config);
        feed.subscribe('shares', (change) => this.take(name, change));
        return [name, feed];
      }),
    );
    this.ofMarkets = this.shares.get(names[0]!)!;
  }

  /** Waits until every share has a state. */
  async onModuleInit(): Promise<void> {
    const feeds = [...this.shares.values()];
    await Promise.all(feeds.map((feed) => feed.boot()));
    this.agree();
    this.mergeEntries();
    for (const log of this.logs) log.open();
    for (const feed of feeds) feed.begin();
  }

  onModuleDestroy(): void {
    for (const feed of this.shares.values()) feed.onModuleDestroy();
  }

  /** The share that follows the account. */
  shareOf(account: number): ShareFeed | undefined {
    return this.owners.get(account);
  }

  override subscribe(name: string, sink: ChangeSink): () => void {
    return this.sinks.add(name, sink);
  }

  override get epoch(): string {
    return this.service;
  }

  override get total(): number {
    return this.count;
  }

  override get overlay(): number {
    return this.sum((feed) => feed.overlay);
  }

  override uncountedAt(stream: StreamName): number {
    return this.feedOf(stream)?.uncountedAt(stream) ?? -1;
  }

  override positionOf(stream: StreamName): StreamPosition {
    return { epoch: this.epoch, seq: this.seqOf(stream) };
  }

  override accountIndexes(): readonly number[] {
    return this.indexes;
  }

  override account(index: number): AccountState | undefined {
    return this.owners.get(index)?.account(index);
  }

  override markets(): readonly Market[] {
    return this.ofMarkets.markets();
  }

  override market(id: number): Market | undefined {
    return this.ofMarkets.market(id);
  }

  override connections(): ConnectionsState {
    const parts = [...this.shares].map(([name, feed]) => this.named(name, feed.connections()));
    return {
      links: parts.flatMap(({ links }) => links),
      egresses: parts.flatMap(({ egresses }) => egresses),
      control: {
        rest_paused: parts.some(({ control }) => control.rest_paused),
        ws_paused: parts.some(({ control }) => control.ws_paused),
      },
    };
  }

  override incidents(): readonly Incident[] {
    return this.latestIncidents;
  }

  override alerts(): readonly Alert[] {
    return this.latestAlerts;
  }

  private take(name: string, change: Change): void {
    if (this.shares.get(name)!.epoch !== this.epochs.get(name)) {
      this.agree();
      return this.startOver(change.ts.received);
    }
    // The other changes of the share that began the epoch.
    if (change.seq <= (this.startedAt.get(name)?.get(change.stream) ?? -1) && !isUncounted(change)) return;
    if (change.entity === 'incident')
      this.latestIncidents = renewed(
        this.latestIncidents,
        change,
        ({ incident_id }) => incident_id,
        this.entriesKept,
      );
    if (change.entity === 'alert')
      this.latestAlerts = renewed(this.latestAlerts, change, ({ alert_id }) => alert_id, this.entriesKept);
    const own = this.published(name, change);
    if (!own) return;
    if (!isUncounted(own)) this.count++;
    this.sinks.deliver({ ...own, total: this.count }, null);
  }

  /** A change of a share as one of the service; `null` for one that it does not show. */
  private published(name: string, change: Change): Change | null {
    if (change.entity === 'market' && this.shares.get(name) !== this.ofMarkets) return null;
    const counted = { ...change, epoch: this.epoch };
    if (counted.entity === 'account' || counted.entity === 'market') return counted;
    const seq = this.seqOf(counted.stream);
    if (counted.entity !== 'link') return { ...counted, seq };
    const { links, egresses } = this.named(name, counted);
    return { ...counted, links, egresses, control: this.connections().control, seq };
  }

  /** A change that was made before this process followed, or is known already, for clients that resume. */
  private kept(name: string, change: Change): Change | null {
    return isCommon(change.stream) ? null : this.published(name, change);
  }

  /** A share has another epoch, so the service has, too: every stream goes on in it, and its clients get a snapshot. */
  private startOver(received: number): void {
    const ts = { exchange: null, received };
    this.mergeEntries();
    const streams: StreamName[] = [...COMMON];
    for (const index of this.indexes) streams.push(`account/${index}`);
    for (const { market_id } of this.markets()) streams.push(`market/${market_id}`);
    for (const [name, feed] of this.shares)
      this.startedAt.set(name, new Map(streams.map((stream) => [stream, feed.positionOf(stream).seq])));
    for (const account_index of this.indexes)
      this.deliver({
        stream: `account/${account_index}`,
        ...{ ts, entity: 'account', kind: 'change', account_index, delta: {} },
      });
    for (const market of this.markets())
      this.deliver({ stream: `market/${market.market_id}`, ts, entity: 'market', market });
    this.deliver({ stream: 'links', ts, entity: 'link', ...this.connections() });
    const none = { ts, remove: [] };
    this.deliver({ stream: 'incidents', ...none, entity: 'incident', upsert: [...this.latestIncidents] });
    this.deliver({ stream: 'alerts', ...none, entity: 'alert', upsert: [...this.latestAlerts] });
  }

  private mergeEntries(): void {
    const feeds = [...this.shares.values()];
    const newest = <T>(entries: T[], at: (entry: T) => number): T[] =>
      entries.sort((a, b) => at(b) - at(a)).slice(0, this.entriesKept);
    this.latestIncidents = newest(
      feeds.flatMap((feed) => [...feed.incidents()]),
      ({ timestamp }) => timestamp,
    );
    this.latestAlerts = newest(
      feeds.flatMap((feed) => [...feed.alerts()]),
      ({ updated_at }) => updated_at,
    );
  }

  private deliver(body: ChangeBody): void {
    this.count++;
    this.sinks.deliver({ ...body, ...this.positionOf(body.stream), total: this.count }, null);
  }

  /** What follows from which accounts and which epoch each share has. Accounts of a group (N) are in one share. */
  private agree(): void {
    const feeds = [...this.shares.values()];
    for (const [name, { epoch }] of this.shares) this.epochs.set(name, epoch);
    this.service = createHash('sha256')
      .update([...this.epochs.values()].join(' '))
      .digest('hex')
      .slice(0, 32);
    this.owners.clear();
    for (const feed of feeds) for (const index of feed.accountIndexes()) this.owners.set(index, feed);
    const groupOf = (index: number): number =>
      Number(/^Lighter_(\d+)_/.exec(this.account(index)?.name ?? '')?.[1] ?? Infinity);
    this.indexes = [...this.owners.keys()].sort((a, b) => groupOf(a) - groupOf(b));
    this.ofMarkets = feeds.find((feed) => feed.accountIndexes().length > 0) ?? feeds[0]!;
  }

  private seqOf(stream: StreamName): number {
    const feed = this.feedOf(stream);
    if (feed) return feed.positionOf(stream).seq;
    return isCommon(stream) ? this.base + this.sum((each) => each.positionOf(stream).seq) : 0;
  }

  /** The share that alone has the stream. */
  private feedOf(stream: StreamName): ShareFeed | undefined {
    if (isCommon(stream)) return undefined;
    const [kind, id] = stream.split('/');
    return kind === 'market' ? this.ofMarkets : this.owners.get(Number(id));
  }

  /** Each share has a connection for markets of its own. */
  private named<T extends Pick<ConnectionsState, 'links'>>(name: string, part: T): T {
    if (this.shares.get(name) === this.ofMarkets) return part;
    const links = part.links.map((link) =>
      link.account_index === null ? { ...link, link_id: `${link.link_id}/${name}` } : link,
    );
    return { ...part, links };
  }

  private get entriesKept(): number {
    return ENTRIES_KEPT * this.shares.size;
  }

  private sum(of: (feed: ShareFeed) => number): number {
    return [...this.shares.values()].reduce((sum, feed) => sum + of(feed), 0);
  }
}

function isCommon(stream: StreamName): stream is CommonStream {
  return (COMMON as readonly StreamName[]).includes(stream);
}

function isUncounted(change: Change): boolean {
  return change.entity === 'account' && change.uncounted === true;
}
