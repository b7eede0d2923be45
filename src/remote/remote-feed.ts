import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { applyChange } from 'lighter-broadcaster-protocol/apply';
import { Clock, type Timer } from '../clock/clock.js';
import { AppConfig } from '../config/app-config.js';
import { scrubber } from '../secrets/scrubber.js';
import { SECTIONS, type AccountState, type Section } from 'lighter-broadcaster-protocol/account';
import type { Change, StreamName, StreamPosition } from '../state/change.js';
import { ChangeFeed, type ChangeSink } from '../state/change-feed.port.js';
import type { AccountDelta } from 'lighter-broadcaster-protocol/delta';
import type { ConnectionsState, Incident, Market } from 'lighter-broadcaster-protocol/operations';
import { Sinks } from '../state/sinks.js';
import { RemoteLink, type RemoteFrame, type RemoteListener } from './remote-link.js';
import { RemotePicture } from './remote-picture.js';
import { wholeDelta } from './whole-delta.js';

/** Epoch ms at which a change of ours was made, for frames that tell no time. */
type Times = Change['ts'];

/**
 * The picture that another instance collects, taken from its `/ws`: the same states, epochs and sequence numbers. Only
 * that the line is down is ours to tell: then everything turns stale here, without counting, since it is no change there.
 */
@Injectable()
export class RemoteFeed
  extends ChangeFeed
  implements RemoteListener, OnApplicationBootstrap, OnModuleDestroy
{
  private readonly picture = new RemotePicture();
  private readonly logger = new Logger(RemoteFeed.name);
  private readonly sinks = new Sinks((name, error) =>
    this.logger.error(`${name}: ${scrubber.scrubError(error).message}`),
  );
  private stale: Timer | null = null;
  /** What we marked stale ourselves can't be resumed: the other instance never marked it. */
  private markedStale = false;

  constructor(
    private readonly link: RemoteLink,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {
    super();
  }

  onApplicationBootstrap(): void {
    this.link.start(this);
  }

  onModuleDestroy(): void {
    this.link.stop();
    this.stale?.cancel();
  }

  override subscribe(name: string, sink: ChangeSink): () => void {
    return this.sinks.add(name, sink);
  }

  override get epoch(): string {
    return this.picture.epoch;
  }

  override get total(): number {
    return this.picture.total;
  }

  override positionOf(stream: StreamName): StreamPosition {
    return this.picture.positionOf(stream);
  }

  override accountIndexes(): readonly number[] {
    return [...this.picture.accounts.keys()];
  }

  override account(index: number): AccountState | undefined {
    return this.picture.accounts.get(index);
  }

  override markets(): readonly Market[] {
    return [...this.picture.markets.values()];
  }

  override market(id: number): Market | undefined {
    return this.picture.markets.get(id);
  }

  override connections(): ConnectionsState {
    return this.picture.connections;
  }

  override incidents(): readonly Incident[] {
    return this.picture.incidents;
  }

  onUp(): void {
    this.stale?.cancel();
    this.link.send({
      op: 'subscribe',
      id: 1,
      channels: ['accounts', 'incidents'],
      since: this.markedStale ? {} : this.picture.resumable(),
    });
    this.markedStale = false;
    this.link.send({ op: 'subscribe', id: 2, channels: ['connections'], rate: '1s' });
    this.link.send({ op: 'list', id: 3 });
  }

  onDown(): void {
    this.stale?.cancel();
    this.stale = this.clock.after(this.config.lighter.cacheTtlMs, () => this.turnStale());
  }

  onFrame(frame: RemoteFrame): void {
    if (frame.type === 'list') return this.subscribeMarkets(frame.available ?? []);
    if (frame.type === 'error')
      return this.logger.error(`The other instance refuses: ${scrubber.scrub(frame.message ?? '')}`);
    if (frame.channel === undefined || frame.epoch === undefined || frame.seq === undefined) return;
    const position = { epoch: frame.epoch, seq: frame.seq };
    const ts: Times = {
      exchange: frame.ts?.exchange ?? null,
      received: frame.ts?.received ?? this.clock.wallNow(),
    };
    const [kind, id] = frame.channel.split('/');
    if (kind === 'account') this.onAccount(Number(id), frame, position, ts);
    else if (kind === 'market') this.onMarket(frame.data as Market | undefined, position, ts);
    else if (kind === 'incidents') this.onIncidents(frame, position, ts);
    else if (kind === 'connections') this.onConnections(frame, ts);
  }

  private onAccount(index: number, { type, data }: RemoteFrame, position: StreamPosition, ts: Times): void {
    if (type !== 'snapshot' && type !== 'change' && type !== 'gap') return;
    const before = this.picture.accounts.get(index);
    if (type !== 'snapshot' && !before) return;
    const state =
      type === 'snapshot' ? (data as AccountState) : applyChange('account', before!, data as AccountDelta);
    this.picture.accounts.set(index, state);
    const delta = type === 'snapshot' ? wholeDelta(state) : (data as AccountDelta);
    this.emitAccount(index, delta, type === 'gap' ? 'gap' : 'change', position, ts);
  }

  private emitAccount(
    index: number,
    delta: AccountDelta,
    kind: 'change' | 'gap',
    position: StreamPosition,
    ts: Times,
  ): void {
    const stream: StreamName = `account/${index}`;
    this.picture.moveTo(stream, position);
    this.deliver({
      entity: 'account',
      kind,
      account_index: index,
      delta,
      stream,
      ...position,
      total: this.total,
      ts,
    });
  }

  private onMarket(market: Market | undefined, position: StreamPosition, ts: Times): void {
    if (!market) return;
    this.picture.markets.set(market.market_id, market);
    const stream: StreamName = `market/${market.market_id}`;
    this.picture.moveTo(stream, position);
    this.deliver({ entity: 'market', market, stream, ...position, total: this.total, ts });
  }

  private onIncidents({ type, data }: RemoteFrame, position: StreamPosition, ts: Times): void {
    if (type !== 'snapshot' && type !== 'change') return;
    const { upsert, remove } = type === 'snapshot' ? this.allIncidents(data) : incidentsDelta(data);
    const removed = this.picture.incidents.filter(({ incident_id: id }) => remove.includes(id));
    this.picture.addIncidents(upsert, remove);
    this.picture.moveTo('incidents', position);
    this.deliver({
      entity: 'incident',
      upsert,
      remove: removed,
      stream: 'incidents',
      ...position,
      total: this.total,
      ts,
    });
  }

  private allIncidents(data: unknown): { upsert: Incident[]; remove: string[] } {
    const { incidents: upsert } = data as { incidents: Incident[] };
    const kept = new Set(upsert.map(({ incident_id }) => incident_id));
    return {
      upsert,
      remove: this.picture.incidents.map((one) => one.incident_id).filter((id) => !kept.has(id)),
    };
  }

  /** A derived channel: its number is the other instance's overall count, so ours is at least that. */
  private onConnections({ type, data, seq, epoch }: RemoteFrame, ts: Times): void {
    if (type !== 'snapshot' && type !== 'change') return;
    const { picture } = this;
    picture.connections =
      type === 'snapshot'
        ? (data as ConnectionsState)
        : applyChange('connections', picture.connections, data as object);
    picture.total = Math.max(picture.total, seq ?? 0);
    const position = { epoch: epoch ?? picture.epoch, seq: picture.positionOf('links').seq + 1 };
    picture.moveTo('links', position);
    this.deliver({
      entity: 'link',
      ...picture.connections,
      stream: 'links',
      ...position,
      total: this.total,
      ts,
    });
  }

  private subscribeMarkets(available: readonly string[]): void {
    const channels = available.filter((name) => name.startsWith('market/'));
    if (channels.length > 0)
      this.link.send({ op: 'subscribe', id: 4, channels, since: this.picture.resumable() });
  }

  private turnStale(): void {
    this.markedStale = true;
    const ts = { exchange: null, received: this.clock.wallNow() };
    for (const [index, state] of this.picture.accounts) {
      const sections = Object.fromEntries(
        SECTIONS.map((name) => [
          name,
          { ...state.sections[name], stale: true, reason: 'the collecting instance is out of reach' },
        ]),
      ) as Record<(typeof SECTIONS)[number], Section>;
      this.picture.accounts.set(index, { ...state, sections });
      this.emitAccount(index, { sections }, 'change', this.positionOf(`account/${index}`), ts);
    }
  }

  private deliver(change: Change): void {
    this.sinks.deliver(change, null);
  }
}

function incidentsDelta(data: unknown): { upsert: Incident[]; remove: string[] } {
  const { upsert = [], remove = [] } = (data as { incidents: { upsert?: Incident[]; remove?: string[] } })
    .incidents;
  return { upsert, remove };
}
