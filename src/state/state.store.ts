import { randomUUID } from 'node:crypto';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { ExchangeClock } from '../clock/exchange-clock.js';
import { LoopMonitor } from '../clock/loop-monitor.js';
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
import type { ReduceContext } from './reduce/context.js';
import { IncidentReporter } from './incident-reporter.js';
import { MarketKnowledge } from './market-knowledge.js';
import { RecordTexts } from './record-texts.js';
import type { Commit, RowFeed } from './row-feed.port.js';
import { IMAGE_VERSION, type RestartImage } from './restart-image.js';
import type { Demand, DemandFeed } from './demand.js';
import { Sinks } from './sinks.js';
import { STATE_OPTIONS, type StateOptions } from './state-options.js';
import { StateTime } from './state-time.js';
import type { AccountUpdate, Update } from './update.js';

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
  private readonly operations = new Operations((body) => this.publish(body, null));
  private readonly accounts: AccountRecords;
  private readonly knowledge: MarketKnowledge;
  private readonly time: StateTime;
  private readonly reporter: IncidentReporter;
  private readonly sinks = new Sinks((name, error) => this.reporter.sinkFailed(name, error));
  private readonly demandListeners = new Set<(demand: Demand) => void>();
  private readonly commitListeners = new Set<(commit: Commit) => void>();
  private readonly seqs = new Map<StreamName, number>();
  private readonly queue: (() => void)[] = [];
  private draining = false;
  /** Whether reads that must fit together are running. */
  private isReading = false;
  private life: string = randomUUID();
  private count = 0;

  constructor(
    private readonly clock: Clock,
    @Inject(STATE_OPTIONS) private readonly options: StateOptions,
    private readonly monitor: LoopMonitor,
    private readonly exchangeClock: ExchangeClock,
  ) {
    super();
    this.reporter = new IncidentReporter(clock, new Logger(StateStore.name), (update) => this.apply(update));
    this.knowledge = new MarketKnowledge(this.operations.markets, options.cacheTtlMs);
    this.accounts = new AccountRecords(options, this.createContext(), {
      publish: (body, cause) => this.publish(body, cause),
      demand: (demand) => this.demand(demand),
      committed: (commit) => this.committed(commit),
      report: (finding, account) => this.reporter.found(finding, account),
    });
    this.time = new StateTime(clock, this.accounts, this.knowledge, {
      enqueue: (task) => this.enqueue(task),
      demand: (demand) => this.demand(demand),
    });
    monitor.onGap(() => this.enqueue(() => this.time.distrust()));
    monitor.onStep((byMs) => this.clockStepped(byMs));
  }

  onModuleInit(): void {
    this.time.start();
  }

  /** All subscribers are registered by now. Data that a restart image called fresh is stale until it is confirmed. */
  onApplicationBootstrap(): void {
    this.enqueue(() => this.time.tick());
  }

  onApplicationShutdown(): void {
    this.time.stop();
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
        this.knowledge.note(update);
        this.operations.apply(update);
        // Rows that came before the name of their market get it now.
        const symbols = this.knowledge.newSymbols(update);
        if (symbols.size > 0) this.accounts.name(symbols, this.time.now());
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
      marks: this.knowledge.saveMarks(),
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
    this.knowledge.restoreMarks(image.marks);
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
      marks: this.knowledge.marks,
      markFault: this.knowledge.markFault,
      ttlMs: this.options.cacheTtlMs,
      get exchangeNow() {
        return exchangeClock.now();
      },
    };
  }

  /** A read or an update may be the first thing that runs after the process was held up, when nothing is fresh any more. */
  private catchUp(): void {
    if (this.draining || this.isReading || !this.time.isOverdue()) return;
    this.monitor.check();
    this.enqueue(() => this.time.tick());
  }

  private demand(demand: Demand): void {
    for (const listener of this.demandListeners) listener(demand);
  }

  private committed(commit: Commit): void {
    for (const listener of this.commitListeners) listener(commit);
  }

  private clockStepped(byMs: number): void {
    this.enqueue(() => this.accounts.clockStepped(byMs, this.time.now()));
    this.reporter.clockStepped(byMs);
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
        this.reporter.updateRefused(error);
      }
    }
    this.draining = false;
  }
}
