import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { AccountState, Millis } from 'lighter-broadcaster-protocol/account';
import type { Alert } from 'lighter-broadcaster-protocol/alert';
import { stateHash } from 'lighter-broadcaster-protocol/hash';
import type { ConnectionsState, Incident, Market } from 'lighter-broadcaster-protocol/operations';
import { ChannelLog } from '../broadcast/resume/channel-log.port.js';
import { Clock, type Timer } from '../clock/clock.js';
import { AppConfig } from '../config/app-config.js';
import { asStale, sectionsDelta } from '../frontend-only/stale-account.js';
import { asUnreachable } from '../frontend-only/unreachable.js';
import { scrubber } from '../secrets/scrubber.js';
import { ChangeFeed, type ChangeSink } from '../state/change-feed.port.js';
import type { Change, StreamName, StreamPosition } from '../state/change.js';
import { Sinks } from '../state/sinks.js';
import { decodeBatch } from './batch.js';
import { count, countsOf } from './counts.js';
import { Engine, type LogEntry } from './engine.port.js';
import { FollowedState } from './followed-state.js';
import { readTails } from './kept-tails.js';
import { decodeFrames, type LoggedFrame } from './mirror/logged-frames.js';
import { readSharedState, type SharedState } from './shared-state.js';

/** The share of all accounts, unless they are cut into several. */
export const SHARE = '0';

const FIRST_RETRY: Millis = 100;
const LAST_RETRY: Millis = 2_000;
const FRESHNESS_TICK: Millis = 250;

const RELOADS = ['lost-entry', 'new-epoch', 'copy-differs'] as const;
type ReloadReason = (typeof RELOADS)[number];

/**
 * The state that the leader publishes, read from the log: with its epoch and its sequence numbers, so that a client resumes
 * at any process. Without an entry for `CACHE_TTL` every section is stale, in changes that are not counted.
 */
@Injectable()
export class LogFeed extends ChangeFeed implements OnModuleInit, OnModuleDestroy {
  /** Takeovers seen, by reason. */
  readonly takeovers = countsOf(['handover', 'lease-lost', 'new-epoch']);
  /** Times that the whole state was read anew, by reason. */
  readonly reloads = countsOf(RELOADS);
  /** Called with the stream of an account whose copy differed from the leader's. */
  onCopyDiffers: (stream: StreamName) => void = () => undefined;
  /** Called with the frames of the mirror, after the changes of their entry. */
  onFrames: ((frames: readonly LoggedFrame[]) => void) | null = null;
  /** Called when frames of the mirror may be missing from here on: after a takeover, or a lost entry. */
  onFramesLost: () => void = () => undefined;
  protected readonly share: string = SHARE;
  private readonly logger = new Logger(LogFeed.name);
  private readonly sinks = new Sinks((name, error) =>
    this.logger.error(`${name} failed on a change: ${scrubber.scrubError(error).message}`),
  );
  private readonly stop = new AbortController();
  private readonly state = new FollowedState();
  /** Sequence number at the last change that was not counted, by account. */
  private readonly overlaid = new Map<StreamName, number>();
  private cursor = '0-0';
  private leader: string | null = null;
  /** Why what is here does not follow from the log any more: it is read anew with the next entry about the state. */
  private outdated: ReloadReason | null = null;
  private lastKind = '';
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
    this.begin();
  }

  /** Follows the log from where `boot` ended. */
  begin(): void {
    void this.follow();
    this.timer = this.clock.every(FRESHNESS_TICK, () => this.checkFreshness());
  }

  onModuleDestroy(): void {
    this.timer?.cancel();
    this.stop.abort();
  }

  /** Base URL of the process that leads; `null` while none is heard of. */
  get leaderAddress(): string | null {
    return this.staleReason === null ? this.leader : null;
  }

  /** Since when no leader is heard of (monotonic); `null` while one is. */
  get leaderlessSince(): Millis | null {
    return this.staleReason === null ? null : this.heardAt;
  }

  /** Milliseconds since the last entry of the log was read; a leader writes one a second at least. */
  get lagMs(): Millis {
    return this.clock.monotonic() - this.heardAt;
  }

  override subscribe(name: string, sink: ChangeSink): () => void {
    return this.sinks.add(name, sink);
  }

  override get epoch(): string {
    return this.state.epoch;
  }

  override get total(): number {
    return this.state.total;
  }

  override get overlay(): number {
    return this.overlays;
  }

  override uncountedAt(stream: StreamName): number {
    return this.overlaid.get(stream) ?? -1;
  }

  override positionOf(stream: StreamName): StreamPosition {
    return { epoch: this.state.epoch, seq: this.state.seqOf(stream) };
  }

  override accountIndexes(): readonly number[] {
    return this.state.accountIndexes();
  }

  override account(index: number): AccountState | undefined {
    const account = this.state.account(index);
    return account && this.staleReason !== null ? asStale(account, this.staleReason) : account;
  }

  override markets(): readonly Market[] {
    return [...this.state.markets.values()];
  }

  override market(id: number): Market | undefined {
    return this.state.markets.get(id);
  }

  override connections(): ConnectionsState {
    const { connections } = this.state;
    return this.staleReason === null ? connections : asUnreachable(connections, this.staleReason);
  }

  override incidents(): readonly Incident[] {
    return this.state.incidents;
  }

  override alerts(): readonly Alert[] {
    return this.state.alerts;
  }

  /** Waits until a leader has published a state, and takes it over. */
  async boot(): Promise<void> {
    for (let delay = FIRST_RETRY; !this.stop.signal.aborted; delay = Math.min(LAST_RETRY, delay * 2)) {
      try {
        const shared = await readSharedState(this.engine, this.share);
        if (shared) return await this.startFrom(shared);
      } catch (error) {
        this.logger.warn(`Waiting for the engine: ${scrubber.scrub(String(error))}`);
      }
      await this.clock.sleep(delay, this.stop.signal);
    }
  }

  /** Takes over the state, and the kept log up to it for clients that resume. */
  private async startFrom(shared: SharedState): Promise<void> {
    const { last, leader } = shared.head;
    this.log.restore(await readTails(this.engine, this.share, shared.head));
    this.state.take(shared);
    // The entry of its takeover may not be in the log any more.
    this.leader = leader;
    this.cursor = last;
    this.heardAt = this.clock.monotonic();
  }

  private async follow(): Promise<void> {
    let delay = FIRST_RETRY;
    while (!this.stop.signal.aborted) {
      try {
        for await (const entries of this.engine.read(this.share, this.cursor, this.stop.signal)) {
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
    const begins = kind === 't' && String(fields.get('f')) === '1';
    const isLost = !begins && !this.follows(entry, kind);
    this.outdated ??= begins ? 'new-epoch' : isLost ? 'lost-entry' : null;
    if (isLost || kind === 't') this.onFramesLost();
    if (kind === 't') {
      count(this.takeovers, begins ? 'new-epoch' : this.lastKind === 'e' ? 'handover' : 'lease-lost');
      this.leader = String(fields.get('a'));
    } else if (kind !== 'e') {
      await this.onState(kind, fields);
      this.onFrames?.(decodeFrames(fields));
    }
    this.lastKind = kind;
    // Last: what failed on the way is read once more.
    this.cursor = id;
  }

  /** An entry about the state. Staleness ends before its changes, which follow from the state that the leader published. */
  private async onState(kind: string, fields: LogEntry['fields']): Promise<void> {
    const shared = this.outdated ? await readSharedState(this.engine, this.share) : null;
    this.heardAt = this.clock.monotonic();
    if (this.outdated && !shared) return;
    this.setStale(null);
    if (shared) this.replace(shared);
    else if (kind === 'b') this.apply(decodeBatch(fields, this.state.epoch));
    else await this.compare(fields.get('x'));
  }

  /** `<term>-<n>` is followed by `<term>-<n+1>`, or by the first entry of another term that names it. */
  private follows({ id, fields }: LogEntry, kind: string): boolean {
    const [term = '', n = ''] = this.cursor.split('-');
    if (id === `${term}-${Number(n) + 1}`) return true;
    return kind === 't' && String(fields.get('p')) === this.cursor;
  }

  /** Goes on from the whole state: after a lost entry, a new epoch, or a copy that differs. */
  private replace(shared: SharedState): void {
    if (this.outdated) count(this.reloads, this.outdated);
    this.outdated = null;
    this.leader = shared.head.leader;
    for (const change of this.state.replace(shared, this.clock.wallNow())) this.deliver(change);
  }

  private apply(changes: readonly Change[]): void {
    for (const change of changes) {
      if (this.state.apply(change)) this.deliver(change);
      else this.log.append(change);
    }
  }

  /** The leader's hash of one account must be ours. */
  private async compare(check: Buffer | undefined): Promise<void> {
    if (!check) return;
    const [stream, seq, hash] = JSON.parse(String(check)) as [StreamName, number, string];
    const account = this.state.account(Number(stream.slice('account/'.length)));
    if (!account || this.state.seqOf(stream) !== seq || stateHash(account) === hash) return;
    this.logger.error(`The copy of ${stream} differs from the leader's; the state is read anew.`);
    this.outdated = 'copy-differs';
    this.onCopyDiffers(stream);
    const shared = await readSharedState(this.engine, this.share);
    if (shared) this.replace(shared);
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
    const before = this.accountIndexes().map((index) => this.account(index)!);
    this.staleReason = reason;
    this.overlays++;
    const ts = { exchange: null, received: this.clock.wallNow() };
    for (const old of before) {
      const { account_index } = old;
      const stream = `account/${account_index}` as const;
      const position = this.positionOf(stream);
      this.overlaid.set(stream, position.seq);
      const delta = sectionsDelta(old, this.account(account_index)!);
      const counted = { ...position, stream, total: this.total, ts, uncounted: true as const };
      this.deliver({ ...counted, entity: 'account', kind: 'change', account_index, delta });
    }
  }
}
