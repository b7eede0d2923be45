import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../../clock/clock.js';
import { DemandFeed, type FindEndedOrdersDemand, type PollDemand } from '../../state/demand.js';
import { IncidentWriter } from '../../incidents/incident-writer.port.js';
import type { Update } from '../../state/update.js';
import { Ingest } from '../../upstream/ingest.js';
import { AccountReader } from '../account-reader.js';
import { kindOf } from '../exchange-error.js';
import { ExchangeTokens } from '../exchange-tokens.js';
import { UnreadableLog } from '../unreadable-log.js';
import { PollTasks } from './poll-tasks.js';

/** Orders that an incident names; the others are only counted. */
const NAMED_ORDERS = 5;
const SECOND_ANSWER = { use: 'reserve', purpose: 'second-answer' } as const;

/** Orders per request; further ones wait for the next reading. */
interface EndedOrders {
  ids: Set<string>;
  isReading: boolean;
}

/**
 * Serves requests of the state beyond the regular polls: urgent polls, second answers, and the final status of orders.
 */
@Injectable()
export class PollDemands implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(PollDemands.name);
  private readonly pending = new Set<string>();
  private readonly ended = new Map<number, EndedOrders>();
  private readonly stopping = new AbortController();
  private stopListening: () => void = () => undefined;

  constructor(
    private readonly demands: DemandFeed,
    private readonly clock: Clock,
    private readonly tasks: PollTasks,
    private readonly reader: AccountReader,
    private readonly tokens: ExchangeTokens,
    private readonly ingest: Ingest,
    private readonly unreadable: UnreadableLog,
    private readonly incidents: IncidentWriter,
  ) {}

  onApplicationBootstrap(): void {
    this.stopListening = this.demands.onDemand('rest', (demand) => {
      if (demand.kind === 'poll') this.poll(demand);
      if (demand.kind === 'find-ended-orders') this.findEndedOrders(demand);
    });
  }

  onModuleDestroy(): void {
    this.stopListening();
    this.stopping.abort(new Error('shutting down'));
  }

  private poll(demand: PollDemand): void {
    const { account_index, poll, use, not_before_mono } = demand;
    if (use === 'poll') this.tasks.urge(account_index, poll, not_before_mono);
    else void this.secondAnswer(demand);
  }

  /** One at a time per account and kind: the state repeats its demand while it needs the answer. */
  private async secondAnswer({ account_index, poll, not_before_mono }: PollDemand): Promise<void> {
    const key = `${account_index}/${poll}`;
    if (this.pending.has(key)) return;
    this.pending.add(key);
    const { signal } = this.stopping;
    await this.clock.sleep(Math.max(0, not_before_mono - this.clock.monotonic()), signal);
    await this.attempt(async () =>
      this.handOver(await this.reader.read(poll, account_index, SECOND_ANSWER, signal)),
    );
    this.pending.delete(key);
  }

  private findEndedOrders({ account_index, order_ids }: FindEndedOrdersDemand): void {
    if (!this.tokens.has(account_index)) return;
    const ended = this.ended.get(account_index) ?? { ids: new Set<string>(), isReading: false };
    this.ended.set(account_index, ended);
    for (const id of order_ids) ended.ids.add(id);
    if (!ended.isReading) void this.readEnded(account_index, ended);
  }

  private async readEnded(accountIndex: number, ended: EndedOrders): Promise<void> {
    ended.isReading = true;
    while (ended.ids.size > 0 && !this.stopping.signal.aborted) {
      const ids = ended.ids;
      ended.ids = new Set();
      let unknown: readonly string[] = [...ids];
      await this.attempt(async () => {
        const found = await this.reader.endedOrders(accountIndex, ids, this.stopping.signal);
        unknown = found.unknown;
        if (found.update) this.handOver([found.update]);
      });
      if (unknown.length > 0 && !this.stopping.signal.aborted) this.reportUnknown(accountIndex, unknown);
    }
    ended.isReading = false;
  }

  private reportUnknown(accountIndex: number, ids: readonly string[]): void {
    const named = ids.slice(0, NAMED_ORDERS).join(', ') + (ids.length > NAMED_ORDERS ? ', …' : '');
    this.incidents.report({
      account_index: accountIndex,
      source: 'rest',
      severity: 'warning',
      error_type: 'order-end-unknown',
      message: `the exchange does not list how ${ids.length} of its orders ended: ${named}`,
    });
  }

  private handOver(updates: readonly Update[]): void {
    this.unreadable.note(updates);
    for (const update of updates) this.ingest.apply(update);
  }

  private async attempt(task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      if (!this.stopping.signal.aborted) this.log.warn(`a demanded reading failed: ${kindOf(error)}`);
    }
  }
}
