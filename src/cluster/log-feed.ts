// Long: following a log is one state machine
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Alert } from 'lighter-broadcaster-protocol/alert';
import { type AccountState, type Millis, type Section, SECTIONS } from 'lighter-broadcaster-protocol/account';
import { applyDelta } from 'lighter-broadcaster-protocol/apply';
import { accountDiff } from 'lighter-broadcaster-protocol/diff';
import { stateHash } from 'lighter-broadcaster-protocol/hash';
import type { ConnectionsState, Incident, Market } from 'lighter-broadcaster-protocol/operations';
import { ChannelLog } from '../broadcast/resume/channel-log.port.js';
import { Clock, type Timer } from '../clock/clock.js';
import { AppConfig } from '../config/app-config.js';
import { scrubber } from '../secrets/scrubber.js';
import { ChangeFeed, type ChangeSink } from '../state/change-feed.port.js';
import type { AccountChange, Change, StreamName, StreamPosition } from '../state/change.js';
import { Sinks } from '../state/sinks.js';
import { decodeBatch } from './batch.js';
import { Engine, type LogEntry } from './engine.port.js';
import { readSharedState, type SharedState } from './shared-state.js';

/** The one share; a later format may have several. */
export const SHARE = '0';

const FIRST_RETRY: Millis = 100;
const LAST_RETRY: Millis = 2_000;
const FRESHNESS_TICK: Millis = 250;
const ENTRIES_KEPT = 1_000;
const NO_CONNECTIONS: ConnectionsState = {
  links: [],
  egresses: [],
  control: { rest_paused: false, ws_paused: false },
};

interface Followed {
  seq: number;
  state: AccountState;
}

/**
 * The state that the leader publishes, read from the log: with its epoch and its sequence numbers, so that a client resumes
 * at any process. Without an entry for `CACHE_TTL` every section is stale, in changes that are not counted.
 */
@Injectable()
export class LogFeed extends ChangeFeed implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(LogFeed.name);
  private readonly sinks = new Sinks((name, error) =>
    this.logger.error(`${name} failed on a change: ${scrubber.scrubError(error).message}`),
  );
  private readonly stop = new AbortController();
  private readonly accounts = new Map<number, Followed>();
  private readonly marketsById = new Map<number, Market>();
  private readonly seqs = new Map<StreamName, number>();
  /** Sequence number at the last change that was not counted, by account. */
  private readonly overlaid = new Map<number, number>();
  private links = NO_CONNECTIONS;
  private incidentLog: readonly Incident[] = [];
  private alertLog: readonly Alert[] = [];
  private life = '';
  private count = 0;
  private cursor = '0-0';
  private leader: { instance: string; address: string } | null = null;
  /** The state was rewritten: read it anew with the next entry. */
  private outdated = false;
  private heardAt: Millis;
  private staleReason: string | null = null;
  private overlays = 0;
  private timer: Timer | null = null;

  constructor(
    private readonly engine: Engine,
    private readonly log: ChannelLog,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {
    super();
    this.heardAt = clock.monotonic();
  }

  /** Waits until a leader has published a state. */
  async onModuleInit(): Promise<void> {
    await this.boot();
    void this.follow();
    this.timer = this.clock.every(FRESHNESS_TICK, () => this.checkFreshness());
  }

  onModuleDestroy(): void {
    this.timer?.cancel();
    this.stop.abort();
  }

  /** Base URL of the process that leads; `null` while none is known to. */
  get leaderAddress(): string | null {
    return this.staleReason === null ? (this.leader?.address ?? null) : null;
  }

  override subscribe(name: string, sink: ChangeSink): () => void {
    return this.sinks.add(name, sink);
  }

  override get epoch(): string {
    return this.life;
  }

  override get total(): number {
    return this.count;
  }

  override get overlay(): number {
    return this.overlays;
  }

  override uncountedAt(stream: StreamName): number {
    if (!stream.startsWith('account/')) return -1;
    return this.overlaid.get(Number(stream.slice('account/'.length))) ?? -1;
  }

  override positionOf(stream: StreamName): StreamPosition {
    return { epoch: this.life, seq: this.seqs.get(stream) ?? 0 };
  }

  override accountIndexes(): readonly number[] {
    return [...this.accounts.keys()];
  }

  override account(index: number): AccountState | undefined {
    const state = this.accounts.get(index)?.state;
    return state && this.staleReason !== null ? asStale(state, this.staleReason) : state;
  }

  override markets(): readonly Market[] {
    return [...this.marketsById.values()];
  }

  override market(id: number): Market | undefined {
    return this.marketsById.get(id);
  }

  override connections(): ConnectionsState {
    return this.links;
  }

  override incidents(): readonly Incident[] {
    return this.incidentLog;
  }

  override alerts(): readonly Alert[] {
    return this.alertLog;
  }

  private async boot(): Promise<void> {
    for (let delay = FIRST_RETRY; !this.stop.signal.aborted; delay = Math.min(LAST_RETRY, delay * 2)) {
      try {
        const shared = await readSharedState(this.engine, SHARE);
        if (shared) return await this.startFrom(shared);
      } catch (error) {
        this.logger.warn(`Waiting for the engine: ${scrubber.scrub(String(error))}`);
      }
      await this.clock.sleep(delay, this.stop.signal);
    }
  }

  /** Takes over the state, and the kept log up to it for clients that resume. */
  private async startFrom(shared: SharedState): Promise<void> {
    const tails: Change[] = [];
    let epoch = shared.head.epoch;
    const reading = new AbortController();
    for await (const entries of this.engine.read(new Map([[SHARE, '0-0']]), reading.signal)) {
      for (const { id, fields } of entries) {
        const kind = String(fields.get('k'));
        if (kind === 't') {
          epoch = String(fields.get('e'));
          this.noteLeader(fields);
        }
        if (kind === 'b') tails.push(...decodeBatch(fields, epoch));
        if (id !== shared.head.last) continue;
        reading.abort();
        break;
      }
    }
    this.log.restore(tails.filter((change) => change.epoch === shared.head.epoch));
    this.take(shared);
    this.cursor = shared.head.last;
    this.heardAt = this.clock.monotonic();
  }

  private take({ head, accounts, markets, connections, incidents, alerts }: SharedState): void {
    this.life = head.epoch;
    this.count = head.total;
    for (const [stream, seq] of head.streams) this.seqs.set(stream as StreamName, seq);
    this.accounts.clear();
    for (const [index, followed] of accounts) {
      this.accounts.set(index, followed);
      this.seqs.set(`account/${index}`, followed.seq);
    }
    this.marketsById.clear();
    for (const market of markets) this.marketsById.set(market.market_id, market);
    this.links = connections;
    this.incidentLog = incidents;
    this.alertLog = alerts;
  }

  private async follow(): Promise<void> {
    let delay = FIRST_RETRY;
    while (!this.stop.signal.aborted) {
      try {
        for await (const entries of this.engine.read(new Map([[SHARE, this.cursor]]), this.stop.signal)) {
          for (const entry of entries) await this.onEntry(entry);
          delay = FIRST_RETRY;
        }
      } catch (error) {
        this.logger.warn(`The log was not read: ${scrubber.scrub(String(error))}`);
      }
      await this.clock.sleep(delay * (0.75 + Math.random() / 2), this.stop.signal);
      delay = Math.min(LAST_RETRY, delay * 2);
    }
  }

  private async onEntry(entry: LogEntry): Promise<void> {
    const { id, fields } = entry;
    const kind = String(fields.get('k'));
    const follows = this.follows(entry, kind);
    this.cursor = id;
    if (kind === 't') {
      this.noteLeader(fields);
      this.outdated ||= String(fields.get('f')) === '1';
    }
    if (!follows || (this.outdated && (kind === 'b' || kind === 'h'))) await this.reload();
    else if (kind === 'b') this.apply(decodeBatch(fields, this.life));
    else if (kind === 'h') await this.compare(fields.get('x'));
    if (kind === 'e') return;
    this.heardAt = this.clock.monotonic();
    if (!this.outdated && kind !== 't') this.setStale(null);
  }

  /** `<term>-<n>` is followed by `<term>-<n+1>`, or by the first entry of another term that names it. */
  private follows({ id, fields }: LogEntry, kind: string): boolean {
    const [term = '', n = ''] = this.cursor.split('-');
    if (id === `${term}-${Number(n) + 1}`) return true;
    return kind === 't' && String(fields.get('p')) === this.cursor;
  }

  private noteLeader(fields: LogEntry['fields']): void {
    this.leader = { instance: String(fields.get('i')), address: String(fields.get('a')) };
  }

  /** Reads the state anew: after a lost entry, a new epoch, or a copy that differs. */
  private async reload(): Promise<void> {
    const shared = await readSharedState(this.engine, SHARE);
    if (!shared) return;
    const before = new Map(this.accounts);
    const epochBefore = this.life;
    this.outdated = false;
    this.take(shared);
    const counted = {
      epoch: this.life,
      total: this.count,
      ts: { exchange: null, received: this.clock.wallNow() },
    };
    for (const [index, { seq, state }] of this.accounts) {
      const old = before.get(index);
      if (old?.seq === seq && epochBefore === this.life) continue;
      const stream = `account/${index}` as const;
      const delta = old ? accountDiff(old.state, state) : {};
      this.deliver({
        ...counted,
        entity: 'account',
        kind: 'change',
        stream,
        seq,
        account_index: index,
        delta,
      });
    }
    for (const market of this.marketsById.values()) {
      const stream = `market/${market.market_id}` as const;
      this.deliver({ ...counted, entity: 'market', stream, seq: this.positionOf(stream).seq, market });
    }
    const { seq } = this.positionOf('links');
    this.deliver({ ...counted, entity: 'link', stream: 'links', seq, ...this.links });
    const incidents = { upsert: [...this.incidentLog], remove: [], seq: this.positionOf('incidents').seq };
    this.deliver({ ...counted, entity: 'incident', stream: 'incidents', ...incidents });
    const alerts = { upsert: [...this.alertLog], remove: [], seq: this.positionOf('alerts').seq };
    this.deliver({ ...counted, entity: 'alert', stream: 'alerts', ...alerts });
  }

  private apply(changes: readonly Change[]): void {
    for (const change of changes) {
      this.count = change.total;
      if (!this.applies(change)) {
        this.log.append(change);
        continue;
      }
      this.seqs.set(change.stream, change.seq);
      this.deliver(change);
    }
  }

  /** @returns false for a change that the state, read later, already holds */
  private applies(change: Change): boolean {
    switch (change.entity) {
      case 'account': {
        const followed = this.accounts.get(change.account_index);
        if (!followed || change.seq <= followed.seq) return false;
        const state = applyDelta(followed.state, change.delta);
        this.accounts.set(change.account_index, { seq: change.seq, state });
        return true;
      }
      case 'market':
        this.marketsById.set(change.market.market_id, change.market);
        return true;
      case 'incident':
        this.incidentLog = renewed(this.incidentLog, change, ({ incident_id }) => incident_id);
        return true;
      case 'alert':
        this.alertLog = renewed(this.alertLog, change, ({ alert_id }) => alert_id);
        return true;
      case 'link':
        this.links = {
          links: merged(this.links.links, change.links, ({ link_id }) => link_id),
          egresses: merged(this.links.egresses, change.egresses, ({ egress_id }) => egress_id),
          control: change.control ?? this.links.control,
        };
        return true;
    }
  }

  /** The leader's hash of one account must be ours. */
  private async compare(check: Buffer | undefined): Promise<void> {
    if (!check) return;
    const [stream, seq, hash] = JSON.parse(String(check)) as [StreamName, number, string];
    const followed = this.accounts.get(Number(stream.slice('account/'.length)));
    if (!followed || followed.seq !== seq || stateHash(followed.state) === hash) return;
    this.logger.error(`The copy of ${stream} differs from the leader's; it is read anew.`);
    this.accounts.set(followed.state.account_index, { ...followed, seq: -1 });
    await this.reload();
  }

  private deliver(change: Change): void {
    this.sinks.deliver(change, null);
  }

  private checkFreshness(): void {
    if (this.clock.monotonic() - this.heardAt < this.config.lighter.cacheTtlMs) return;
    this.setStale(this.engine.connected ? 'no active collector' : 'the cluster engine is unreachable');
  }

  /** Adds or takes back the staleness of every section, in changes that are not counted. */
  private setStale(reason: string | null): void {
    if (reason === this.staleReason) return;
    const before = new Map([...this.accounts.keys()].map((index) => [index, this.account(index)!]));
    this.staleReason = reason;
    this.overlays++;
    for (const [index, old] of before) {
      const stream = `account/${index}` as const;
      const { seq } = this.positionOf(stream);
      this.overlaid.set(index, seq);
      const { sections } = accountDiff(old, this.account(index)!);
      const change: AccountChange = {
        ...{
          entity: 'account',
          kind: 'change',
          uncounted: true,
          stream,
          seq,
          epoch: this.life,
          total: this.count,
        },
        ...{ ts: { exchange: null, received: this.clock.wallNow() }, account_index: index },
        delta: sections ? { sections } : {},
      };
      this.deliver(change);
    }
  }
}

function asStale(state: AccountState, reason: string): AccountState {
  const mark = (section: Section): Section => ({ ...section, stale: true, reason });
  const sections = Object.fromEntries(SECTIONS.map((name) => [name, mark(state.sections[name])]));
  return { ...state, sections: sections as AccountState['sections'] };
}

function merged<T>(before: readonly T[], upsert: readonly T[], idOf: (entry: T) => string): T[] {
  const byId = new Map(before.map((entry) => [idOf(entry), entry]));
  for (const entry of upsert) byId.set(idOf(entry), entry);
  return [...byId.values()];
}

/** The entries after a change of some, the last changed first. */
function renewed<R, T extends R>(
  before: readonly T[],
  { upsert, remove }: { upsert: readonly T[]; remove: readonly R[] },
  idOf: (entry: R) => string,
): T[] {
  const gone = new Set([...remove, ...upsert].map(idOf));
  return [...upsert, ...before.filter((entry) => !gone.has(idOf(entry)))].slice(0, ENTRIES_KEPT);
}
