import { randomUUID } from 'node:crypto';
import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { IncidentKind } from 'lighter-broadcaster-protocol/incident-kinds';
import { Clock, type Timer } from '../clock/clock.js';
import { AccountRecords } from './account-records.js';
import type { AccountState } from 'lighter-broadcaster-protocol/account';
import type { AccountTexts, AccountTextSource } from './account-texts.port.js';
import { ChangeFeed, type ChangeSink } from './change-feed.port.js';
import type { StreamName, StreamPosition } from './change.js';
import { type ChangeBody, Operations } from './operations.js';
import type { ConnectionsState, Incident, Market } from 'lighter-broadcaster-protocol/operations';
import { RecordTexts } from './record-texts.js';
import { IMAGE_VERSION, type RestartImage } from './restart-image.js';
import type { Demand, DemandFeed } from './demand.js';
import { Sinks } from './sinks.js';
import { STATE_OPTIONS, type StateOptions } from './state-options.js';
import type { AccountUpdate, Update } from './update.js';

/** Period of the look at what turned stale and which marks moved. */
const TICK_MS = 250;

/** The one true picture. It alone counts: `seq` per stream, `total` over all, within one `epoch`. */
@Injectable()
export class StateStore
  extends ChangeFeed
  implements AccountTextSource, DemandFeed, OnModuleInit, OnApplicationShutdown
{
  private readonly logger = new Logger(StateStore.name);
  private readonly operations = new Operations((body) => this.publish(body, null));
  private readonly accounts: AccountRecords;
  private readonly sinks = new Sinks((name, error) => this.sinkFailed(name, error));
  private readonly seqs = new Map<StreamName, number>();
  private readonly demandListeners = new Set<(demand: Demand) => void>();
  private readonly queue: (() => void)[] = [];
  private draining = false;
  private timer: Timer | null = null;
  private life: string = randomUUID();
  private count = 0;

  constructor(
    private readonly clock: Clock,
    @Inject(STATE_OPTIONS) private readonly options: StateOptions,
  ) {
    super();
    const marks = (marketId: number): string | null => this.market(marketId)?.stats?.mark_price ?? null;
    this.accounts = new AccountRecords(options, marks, (body, cause) => this.publish(body, cause));
  }

  onModuleInit(): void {
    this.timer = this.clock.every(TICK_MS, () =>
      this.enqueue(() => this.accounts.tick(this.clock.wallNow())),
    );
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
   * Takes an update in. One that a sink causes waits until every sink has seen the change before it. Never throws: an
   * update that can't be taken is logged and becomes an incident.
   */
  apply(update: Update): void {
    this.enqueue(() => {
      if (update.type === 'gap' || 'account_index' in update) this.accounts.apply(update);
      else this.operations.apply(update);
    });
  }

  subscribe(name: string, sink: ChangeSink): () => void {
    return this.sinks.add(name, sink);
  }

  onDemand(_name: string, listener: (demand: Demand) => void): () => void {
    this.demandListeners.add(listener);
    return () => this.demandListeners.delete(listener);
  }

  positionOf(stream: StreamName): StreamPosition {
    return { epoch: this.life, seq: this.seqs.get(stream) ?? 0 };
  }

  accountIndexes(): readonly number[] {
    return this.accounts.indexes;
  }

  account(index: number): AccountState | undefined {
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

  /** What a clean shutdown writes, so that the next life may go on counting in this epoch. */
  snapshotForRestart(): RestartImage {
    return {
      version: IMAGE_VERSION,
      epoch: this.life,
      total: this.count,
      seqs: Object.fromEntries(this.seqs),
      trades_kept: this.options.tradesKept,
      accounts: this.accounts.images(this.clock.wallNow()),
      markets: [...this.operations.markets.values()],
      incidents: [...this.operations.incidents],
    };
  }

  /**
   * Goes on from the image of a clean shutdown: before anything was applied, and only if it fits the configuration, or
   * clients would hold what no change told them.
   * @returns whether it did; if not, this life has an epoch of its own and counts from 0.
   */
  restore(image: RestartImage): boolean {
    const fits = image.version === IMAGE_VERSION && image.trades_kept === this.options.tradesKept;
    if (this.count > 0 || !fits || !this.accounts.fits(image.accounts)) return false;
    this.accounts.restore(image.accounts);
    this.operations.restore(image.markets, image.incidents);
    // Last: an image that cannot be read to its end must not continue its epoch.
    this.life = image.epoch;
    this.count = image.total;
    for (const [stream, seq] of Object.entries(image.seqs)) this.seqs.set(stream as StreamName, seq);
    return true;
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
    this.report('sink-failed', `${name} failed on a change: told once, the log has the cause`, error);
  }

  private report(errorType: IncidentKind, message: string, error: unknown): void {
    this.logger.error(message, error instanceof Error ? error.stack : String(error));
    this.apply({
      type: 'incident',
      incident: {
        incident_id: randomUUID(),
        timestamp: this.clock.wallNow(),
        account_index: null,
        account_name: null,
        source: 'system',
        severity: 'error',
        error_type: errorType,
        error_code: null,
        message,
      },
    });
  }
}
