import { Injectable } from '@nestjs/common';
import { Clock } from '../../clock/clock.js';
import { AppConfig } from '../../config/app-config.js';
import { ExchangeTokens } from '../exchange-tokens.js';
import type { PollKind, PollTask } from './poll-plan.js';

const MINUTE_MS = 60_000;
/** Streams report past funding only in snapshots, and often not even there. */
const FUNDING_PERIOD_MS = 5 * MINUTE_MS;
/** After the start has recovered orders and fills. */
const FUNDING_FIRST_MS = 2 * MINUTE_MS;
/** Only confirms what collateral shows sooner. */
const CASH_FLOWS_PERIOD_MS = 30 * MINUTE_MS;
const CASH_FLOWS_FIRST_MS = 4 * MINUTE_MS;
const LIMITS_PERIOD_MS = 60 * MINUTE_MS;
const MARKETS_PERIOD_MS = 15 * MINUTE_MS;
const MARKETS_AGAIN_MS = MINUTE_MS;
/** The network does not change; repeated only until the exchange has reported it. */
const NETWORK_PERIOD_MS = 24 * 60 * MINUTE_MS;

export interface Task extends PollTask {
  accountIndex: number;
  plannedMs: number | null;
  askedAt: number | null;
  notBefore: number;
  urgent: boolean;
}

/** Every recurring request, with the time of its last one. */
@Injectable()
export class PollTasks {
  private readonly byAccount: ReadonlyMap<number, readonly Task[]>;
  /** Sent once for all accounts, on behalf of the first account that is able to. */
  private readonly common: readonly Task[];
  /** Requested many times a second, nearly always for the same list of accounts. */
  private readonly lists = new WeakMap<readonly number[], readonly Task[]>();
  /** Called when a task of the account may be due sooner than it was. */
  onSooner: (accountIndex: number) => void = () => undefined;

  constructor(
    private readonly config: AppConfig,
    private readonly tokens: ExchangeTokens,
    private readonly clock: Clock,
  ) {
    this.byAccount = new Map(config.accounts.map(({ index }) => [index, this.tasksOf(index)]));
    this.common = [taskOf(-1, 'network', NETWORK_PERIOD_MS), taskOf(-1, 'markets', MARKETS_PERIOD_MS)];
  }

  /** The tasks of these accounts, and the common ones on behalf of the first account. */
  of(accounts: readonly number[]): readonly Task[] {
    const [first] = accounts;
    if (first !== undefined) for (const task of this.common) task.accountIndex = first;
    const known = this.lists.get(accounts);
    if (known) return known;
    const list = [...this.common, ...accounts.flatMap((index) => this.ofAccount(index))];
    this.lists.set(accounts, list);
    return list;
  }

  /** The tasks of one account. */
  ofAccount(accountIndex: number): readonly Task[] {
    return this.byAccount.get(accountIndex) ?? [];
  }

  /** Asks for a poll as soon as the budget allows, not before `notBefore` (monotonic). */
  urge(accountIndex: number, kind: PollKind, notBefore: number): void {
    const task = this.ofAccount(accountIndex).find((each) => each.kind === kind);
    if (!task || task.urgent) return;
    task.urgent = true;
    task.notBefore = Math.max(task.notBefore, notBefore);
    this.onSooner(accountIndex);
  }

  /** A market without a name was seen: reads the catalogue again, at most once a minute. */
  urgeMarkets(): void {
    const now = this.clock.monotonic();
    for (const task of this.common)
      if (task.kind === 'markets' && task.askedAt !== null && now - task.askedAt >= MARKETS_AGAIN_MS) {
        task.urgent = true;
        this.onSooner(task.accountIndex);
      }
  }

  /** Forgets refusals and intervals: every task may run at once. */
  restart(accountIndex: number): void {
    for (const task of this.ofAccount(accountIndex)) {
      task.notBefore = 0;
      if (task.kind === 'account' || task.kind === 'orders') task.askedAt = null;
    }
    this.onSooner(accountIndex);
  }

  private tasksOf(index: number): Task[] {
    const { pollIntervalMs, ordersPollIntervalMs, tier } = this.config.lighter;
    const account = taskOf(index, 'account', pollIntervalMs);
    if (!this.tokens.has(index)) return [account];
    const funding = this.later(taskOf(index, 'funding', FUNDING_PERIOD_MS), FUNDING_FIRST_MS);
    const cashFlows = this.later(taskOf(index, 'cash-flows', CASH_FLOWS_PERIOD_MS), CASH_FLOWS_FIRST_MS);
    return [
      account,
      taskOf(index, 'orders', ordersPollIntervalMs),
      taskOf(index, 'trades', ordersPollIntervalMs),
      ...(tier === null ? [taskOf(index, 'limits', LIMITS_PERIOD_MS)] : []),
      funding,
      cashFlows,
    ];
  }

  /** First due in `firstMs`. */
  private later(task: Task, firstMs: number): Task {
    task.askedAt = this.clock.monotonic() - task.periodMs + firstMs;
    return task;
  }
}

function taskOf(accountIndex: number, kind: PollKind, periodMs: number): Task {
  return { kind, accountIndex, periodMs, plannedMs: null, askedAt: null, notBefore: 0, urgent: false };
}
