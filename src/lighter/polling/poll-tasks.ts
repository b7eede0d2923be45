import { Injectable } from '@nestjs/common';
import { Clock } from '../../clock/clock.js';
import { AppConfig } from '../../config/app-config.js';
import type { Millis } from 'lighter-broadcaster-protocol/account';
import { ExchangeTokens } from '../exchange-tokens.js';
import type { PollKind, PollTask } from './poll-plan.js';

const MINUTE_MS = 60_000;
/** Frames tell past funding only in snapshots, and often not there. */
const FUNDING_PERIOD_MS = 5 * MINUTE_MS;
/** Once the start has recovered what trading depends on. */
const FUNDING_FIRST_MS = 2 * MINUTE_MS;
const LIMITS_PERIOD_MS = 60 * MINUTE_MS;
const MARKETS_PERIOD_MS = 15 * MINUTE_MS;
/** The network does not change; asked again only until it was told. */
const NETWORK_PERIOD_MS = 24 * 60 * MINUTE_MS;

export interface Task extends PollTask {
  accountIndex: number;
  askedAt: Millis | null;
  notBefore: Millis;
}

/** What there is to poll, and when each was last asked. */
@Injectable()
export class PollTasks {
  private readonly byAccount: ReadonlyMap<number, Task[]>;
  /** Asked once for all accounts, on behalf of whichever can. */
  private readonly common: Task[];
  /** Asked for many times a second, nearly always for the same list of accounts. */
  private readonly lists = new WeakMap<readonly number[], readonly Task[]>();

  constructor(config: AppConfig, credentials: ExchangeTokens, clock: Clock) {
    const { pollIntervalMs, ordersPollIntervalMs, tier } = config.lighter;
    this.byAccount = new Map(
      config.accounts.map(({ index }) => {
        const task = (kind: PollKind, periodMs: number, askedAt: Millis | null = null): Task => {
          return { kind, accountIndex: index, periodMs, askedAt, notBefore: 0 };
        };
        if (!credentials.has(index)) return [index, [task('account', pollIntervalMs)]];
        const limits = tier === null ? [task('limits', LIMITS_PERIOD_MS)] : [];
        const funding = task(
          'funding',
          FUNDING_PERIOD_MS,
          clock.wallNow() - FUNDING_PERIOD_MS + FUNDING_FIRST_MS,
        );
        return [
          index,
          [task('account', pollIntervalMs), task('orders', ordersPollIntervalMs), ...limits, funding],
        ];
      }),
    );
    this.common = [
      { kind: 'network', accountIndex: -1, periodMs: NETWORK_PERIOD_MS, askedAt: null, notBefore: 0 },
      { kind: 'markets', accountIndex: -1, periodMs: MARKETS_PERIOD_MS, askedAt: null, notBefore: 0 },
    ];
  }

  /** Those of these accounts, and the common ones on behalf of the first. */
  of(accounts: readonly number[]): readonly Task[] {
    const [first] = accounts;
    if (first !== undefined) for (const task of this.common) task.accountIndex = first;
    const known = this.lists.get(accounts);
    if (known) return known;
    const list = [...this.common, ...accounts.flatMap((index) => this.byAccount.get(index) ?? [])];
    this.lists.set(accounts, list);
    return list;
  }

  /** Those of one account. */
  ofAccount(accountIndex: number): readonly Task[] {
    return this.byAccount.get(accountIndex) ?? [];
  }
}
