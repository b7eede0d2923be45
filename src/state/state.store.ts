// Long: the one place that applies updates, numbers changes and delivers them
import { randomUUID } from 'node:crypto';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import type { IncidentKind } from 'lighter-broadcaster-protocol/incident-kinds';
import { Clock, type Timer } from '../clock/clock.js';
import { ExchangeClock } from '../clock/exchange-clock.js';
import { LoopMonitor } from '../clock/loop-monitor.js';
import type { Finding } from './reduce/account-edit.js';
import { AccountRecords } from './account-records.js';
import type { AccountState } from 'lighter-broadcaster-protocol/account';
import type { AccountTexts, AccountTextSource } from './account-texts.port.js';
import type { Alert } from 'lighter-broadcaster-protocol/alert';
import { ChangeFeed, type ChangeSink } from './change-feed.port.js';
import type { ChangeBody, StreamName, StreamPosition } from './change.js';
import { Operations } from './operations.js';
import type {
  ConnectionsState,
  ControlState,
  Incident,
  Market,
} from 'lighter-broadcaster-protocol/operations';
import type { Now, ReduceContext } from './reduce/context.js';
import { MarkGeneration } from './mark-generation.js';
import { MarketEvidence } from './market-evidence.js';
import { RecordTexts } from './record-texts.js';
import type { Commit, RowFeed } from './row-feed.port.js';
import { IMAGE_VERSION, type RestartImage } from './restart-image.js';
import type { Demand, DemandFeed } from './demand.js';
import { Sinks } from './sinks.js';
import { STATE_OPTIONS, type StateOptions } from './state-options.js';
import type { AccountUpdate, Update } from './update.js';

/** Period of the staleness check. */
const TICK_MS = 250;
/** Period of a generation of marks, in ticks. */
const MARKS_EVERY = 4;
/** Accounts that move to new marks in one turn of the event loop. */
const ACCOUNTS_A_TURN = 500;
/** Maximum age of the last check at a read; an older one makes the read run it first. */
const OLDEST_TICK_MS = 500;
/** The same finding of an account is reported once in this time. */
const REPORT_AGAIN_MS = 10 * 60_000;

/** The one current state. Only it counts changes: `seq` per stream, `total` over all, within one `epoch`. */
@Injectable()
export class StateStore
  extends ChangeFeed
  implements
    AccountTextSource,
    DemandFeed,
    RowFeed,
    OnModuleInit,
    OnApplicationBootstrap,
    OnApplicationShutdown
{
  private readonly logger = new Logger(StateStore.name);
  private readonly operations = new Operations((body) => this.publish(body, null));
  private readonly accounts: AccountRecords;
  private readonly generation = new MarkGeneration();
  private readonly evidence: MarketEvidence;
  private readonly sinks = new Sinks((name, error) => this.sinkFailed(name, error));
  private readonly demandListeners = new Set<(demand: Demand) => void>();
  private readonly commitListeners = new Set<(commit: Commit) => void>();
  private readonly reported = new Map<string, number>();
  /** Markets whose symbol is known in this life. */
  private readonly named = new Set<number>();
  /** Markets that the exchange's catalogue has listed in this life, so that their status is known. */
  private readonly listed = new Set<number>();
  private readonly seqs = new Map<StreamName, number>();
  private readonly queue: (() => void)[] = [];
  private draining = false;
  /** Whether reads that must fit together are running. */
  private isReading = false;
  private timer: Timer | null = null;
  private ticks = 0;
  private tickedAt = -Infinity;
  private life: string = randomUUID();
  private count = 0;

  constructor(
    private readonly clock: Clock,
    @Inject(STATE_OPTIONS) private readonly options: StateOptions,
    private readonly monitor: LoopMonitor,
    private readonly exchangeClock: ExchangeClock,
  ) {
    super();
    this.evidence = new MarketEvidence(options.cacheTtlMs);
    this.accounts = new AccountRecords(options, this.createContext(), {
      publish: (body, cause) => this.publish(body, cause),
      demand: (demand) => this.demand(demand),
      committed: (commit) => this.committed(commit),
      report: (finding, account) => this.found(finding, account),
    });
    monitor.onGap(() => this.enqueue(() => this.distrust()));
    monitor.onStep((byMs) => this.clockStepped(byMs));
  }

  onModuleInit(): void {
    this.timer = this.clock.every(TICK_MS, () => this.enqueue(() => this.tick()));
  }

  /** All subscribers are registered by now. Data that a restart image called fresh is stale until it is confirmed. */
  onApplicationBootstrap(): void {
    this.enqueue(() => this.tick());
  }

  onApplicationShutdown(): void {
    this.timer?.cancel();
  }

  get epoch(): string {
    return this.life;
  }

  get total(): number {
    return this.count;
  }

  /**
   * Applies an update. An update caused by a sink waits until every sink has received the current change. Never throws: an update
   * that cannot be applied is logged and becomes an incident.
   */
  apply(update: Update): void {
    this.catchUp();
    this.enqueue(() => {
      if (update.type === 'gap' || 'account_index' in update) this.accounts.apply(update);
      else {
        this.noteMarks(update);
        if (update.type === 'markets') for (const { market_id } of update.markets) this.listed.add(market_id);
        this.operations.apply(update);
        this.noteNames(update);
      }
    });
  }

  subscribe(name: string, sink: ChangeSink): () => void {
    return this.sinks.add(name, sink);
  }

  onDemand(_name: string, listener: (demand: Demand) => void): () => void {
    this.demandListeners.add(listener);
    return () => this.demandListeners.delete(listener);
  }

  onCommit(listener: (commit: Commit) => void): () => void {
    this.commitListeners.add(listener);
    return () => this.commitListeners.delete(listener);
  }

  positionOf(stream: StreamName): StreamPosition {
    this.catchUp();
    return { epoch: this.life, seq: this.seqs.get(stream) ?? 0 };
  }

  accountIndexes(): readonly number[] {
    return this.accounts.indexes;
  }

  account(index: number): AccountState | undefined {
    this.catchUp();
    return this.accounts.state(index);
  }

  texts(index: number): AccountTexts | undefined {
    const record = this.accounts.record(index);
    return record && new RecordTexts(record);
  }

  markets(): readonly Market[] {
    return [...this.operations.markets.values()];
  }

  market(id: number): Market | undefined {
    return this.operations.markets.get(id);
  }

  connections(): ConnectionsState {
    return this.operations.connections();
  }

  incidents(): readonly Incident[] {
    return this.operations.incidents;
  }

  override consistently<T>(work: () => T): T {
    this.catchUp();
    const wasReading = this.isReading;
    this.isReading = true;
    try {
      return work();
    } finally {
      this.isReading = wasReading;
    }
  }

  alerts(): readonly Alert[] {
    return this.operations.alerts;
  }

  /** The image that a clean shutdown writes, so that the next process can continue counting in this epoch. */
  snapshotForRestart(): RestartImage {
    return {
      version: IMAGE_VERSION,
      epoch: this.life,
      total: this.count,
      seqs: Object.fromEntries(this.seqs),
      trades_kept: this.options.tradesKept,
      marks: this.generation.save(),
      accounts: this.accounts.images(),
      markets: [...this.operations.markets.values()],
      incidents: [...this.operations.incidents],
      alerts: [...this.operations.alerts],
    };
  }

  /**
   * Continues from the image of a clean shutdown: before anything was applied, and only if it fits the configuration, or
   * clients would hold what no change reported. Everything in it is stale until it is confirmed in this life.
   * @returns whether it did; if not, this life has an epoch of its own and counts from 0
   */
  restore(image: RestartImage): boolean {
    const fits = image.version === IMAGE_VERSION && image.trades_kept === this.options.tradesKept;
    if (this.count > 0 || !fits || !this.accounts.fits(image.accounts)) return false;
    this.accounts.restore(image.accounts, this.clock.wallNow());
    this.generation.restore(image.marks);
    this.operations.restore(image.markets, image.incidents, image.alerts);
    // Last: an image that cannot be read to its end must not continue its epoch.
    this.life = image.epoch;
    this.count = image.total;
    for (const [stream, seq] of Object.entries(image.seqs)) this.seqs.set(stream as StreamName, seq);
    return true;
  }

  /** Takes over what an operator paused in another process. Before anything is applied, and before the upstreams start. */
  restoreControl(control: ControlState): void {
    this.operations.restoreControl(control);
  }

  private createContext(): ReduceContext {
    const { exchangeClock } = this;
    return {
      marks: this.generation.of,
      markFault: (marketId, now) => this.markFault(marketId, now),
      ttlMs: this.options.cacheTtlMs,
      get exchangeNow() {
        return exchangeClock.now();
      },
    };
  }

  /** A market that is not active does not tick, and its mark holds. */
  private markFault(marketId: number, now: number): string | null {
    const market = this.operations.markets.get(marketId);
    if (market?.status === 'inactive' && this.listed.has(marketId)) return null;
    return this.evidence.fault(marketId, market?.symbol ?? `market ${marketId}`, now);
  }

  private noteMarks(update: Update): void {
    if (update.type === 'market-stream') return this.evidence.note(update);
    if (update.type !== 'market-stats') return;
    const { received_at, received_mono } = update.arrival;
    for (const { market_id, stats } of update.rows) {
      this.evidence.ticked(market_id, received_mono);
      this.generation.note(market_id, stats.mark_price, received_at);
    }
  }

  /** Rows that came before the name of their market get it now. */
  private noteNames(update: Update): void {
    const markets =
      update.type === 'markets' ? update.markets : update.type === 'market-stats' ? update.rows : [];
    const symbols = new Map<number, string>();
    for (const { market_id, symbol } of markets) {
      if (this.named.has(market_id) || symbol === String(market_id)) continue;
      this.named.add(market_id);
      symbols.set(market_id, symbol);
    }
    if (symbols.size > 0) this.accounts.name(symbols, this.now());
  }

  private now(): Now {
    return { mono: this.clock.monotonic(), wall: this.clock.wallNow() };
  }

  private tick(): void {
    const now = this.now();
    this.tickedAt = now.mono;
    if (this.ticks++ % MARKS_EVERY === 0) this.nextMarks(now);
    this.accounts.expire(now);
  }

  /** Freezes the marks and moves every account to them, then asks for the ones that are missing. */
  private nextMarks(now: Now): void {
    this.generation.freeze();
    this.evidence.freeze();
    this.moveToMarks(0);
    if (this.evidence.shouldAsk(this.accounts.heldMarkets(), now.mono))
      this.demand({ kind: 'resync', account_index: null, part: 'marks', cause: 'silence' });
  }

  private moveToMarks(from: number): void {
    const to = from + ACCOUNTS_A_TURN;
    this.accounts.moveToMarks(this.now(), from, to);
    if (to < this.accounts.indexes.length)
      this.clock.after(0, () => this.enqueue(() => this.moveToMarks(to)));
  }

  /** A read or an update may be the first thing that runs after the process was held up, when nothing is fresh any more. */
  private catchUp(): void {
    if (this.draining || this.isReading || !this.timer || this.tickedAt === -Infinity) return;
    if (this.clock.monotonic() - this.tickedAt <= OLDEST_TICK_MS) return;
    this.monitor.check();
    this.enqueue(() => this.tick());
  }

  private distrust(): void {
    const now = this.now();
    this.evidence.distrust(now.mono);
    this.accounts.distrust(now);
  }

  private demand(demand: Demand): void {
    for (const listener of this.demandListeners) listener(demand);
  }

  private committed(commit: Commit): void {
    for (const listener of this.commitListeners) listener(commit);
  }

  private found(finding: Finding, account: Pick<AccountState, 'account_index' | 'name'>): void {
    const key = `${account.account_index} ${finding.message}`;
    const now = this.clock.monotonic();
    if (now - (this.reported.get(key) ?? -Infinity) < REPORT_AGAIN_MS) return;
    this.reported.set(key, now);
    this.incident({ ...finding, account_index: account.account_index, account_name: account.name });
  }

  private clockStepped(byMs: number): void {
    this.enqueue(() => this.accounts.clockStepped(byMs, this.now()));
    const seconds = Math.abs(byMs / 1000).toFixed(1);
    const message = `The clock of this machine was set ${byMs < 0 ? 'back' : 'forward'} by ${seconds} s.`;
    this.incident({ severity: 'warning', error_type: 'clock-stepped', message });
  }

  private publish(body: ChangeBody, cause: AccountUpdate | null): void {
    const seq = (this.seqs.get(body.stream) ?? 0) + 1;
    this.seqs.set(body.stream, seq);
    this.sinks.deliver({ ...body, epoch: this.life, seq, total: ++this.count }, cause);
  }

  private enqueue(task: () => void): void {
    this.queue.push(task);
    if (this.draining) return;
    this.draining = true;
    for (let next = this.queue.shift(); next; next = this.queue.shift()) {
      try {
        next();
      } catch (error) {
        this.report('update-refused', `An update was refused: ${String(error)}`, error);
      }
    }
    this.draining = false;
  }

  private sinkFailed(name: string, error: unknown): void {
    this.report(
      'sink-failed',
      `${name} failed on a change. This is reported once; the log has the cause.`,
      error,
    );
  }

  private report(error_type: IncidentKind, message: string, error: unknown): void {
    this.logger.error(message, error instanceof Error ? error.stack : String(error));
    this.incident({ severity: 'error', error_type, message });
  }

  private incident(incident: Finding & Partial<Incident>): void {
    this.apply({
      type: 'incident',
      incident: {
        incident_id: randomUUID(),
        timestamp: this.clock.wallNow(),
        account_index: null,
        account_name: null,
        source: 'system',
        error_code: null,
        ...incident,
      },
    });
  }
}
