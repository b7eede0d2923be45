import type { AccountState, Millis } from 'lighter-broadcaster-protocol/account';
import type { Finding, Step } from './reduce/account-edit.js';
import { type AccountRecord, emptyRecord } from './reduce/account-record.js';
import type { Change, ChangeBody } from './change.js';
import type { Now, ReduceContext } from './reduce/context.js';
import type { Demand } from './demand.js';
import { areMarksOverdue, overdueAt } from './reduce/freshness.js';
import {
  reduce,
  reduceClockStep,
  reduceDistrust,
  reduceMarketNames,
  reduceMarkMove,
  reduceTime,
} from './reduce/reduce.js';
import type { MarketSymbols } from './reduce/reduce-names.js';
import { marksMoved } from './reduce/reduce-marks.js';
import { type AccountImage, imageOf, recordOf } from './restart-image.js';
import type { StateOptions } from './state-options.js';
import type { Commit } from './row-feed.port.js';
import type { AccountUpdate } from './update.js';

/** Output of the records. */
export interface RecordsOutput {
  /** `cause` is the update behind an account change, `null` when only time passed. */
  publish(body: ChangeBody, cause: AccountUpdate | null): void;
  demand(demand: Demand): void;
  committed(commit: Commit): void;
  report(finding: Finding, account: Pick<AccountState, 'account_index' | 'name'>): void;
}

/** The records of all configured accounts. A record is replaced before its change is published. */
export class AccountRecords {
  readonly indexes: readonly number[];
  private readonly records = new Map<number, AccountRecord>();
  /** Until when time alone turns nothing stale in a record (monotonic): nothing, once that is replaced by another. */
  private readonly settled = new Map<number, { record: AccountRecord; until: number }>();
  /** Made once: a name that is put together anew is hashed anew at every look-up. */
  private readonly streams = new Map<number, `account/${number}`>();

  constructor(
    private readonly options: StateOptions,
    private readonly context: ReduceContext,
    private readonly output: RecordsOutput,
  ) {
    this.indexes = options.accounts.map(({ index }) => index);
    for (const { index, name, label } of options.accounts) {
      this.begin(index, emptyRecord(index, name, options.tradesKept, label));
      this.streams.set(index, `account/${index}`);
    }
  }

  record(index: number): AccountRecord | undefined {
    return this.records.get(index);
  }

  state(index: number): AccountState | undefined {
    return this.records.get(index)?.state;
  }

  /** @throws when the account is not configured. */
  apply(update: AccountUpdate): void {
    const index = update.type === 'gap' ? update.gap.account_index : update.account_index;
    const record = this.records.get(index);
    if (!record) throw new Error(`account ${index} is not configured`);
    const step = reduce(record, update, this.context);
    this.commit(step, stampOf(update), update);
    this.output.committed({ update, before: record, after: step.record });
  }

  /** Marks overdue sections as stale. */
  expire(now: Now): void {
    const { context } = this;
    for (const record of this.records.values())
      if (!this.isSettled(record, now.mono) || areMarksOverdue(record, context, now.mono))
        this.commit(reduceTime(record, context, now), at(now));
  }

  private isSettled(record: AccountRecord, now: number): boolean {
    const { account_index: index } = record.state;
    const known = this.settled.get(index);
    if (known?.record === record && now < known.until) return true;
    const until = overdueAt(record, this.context, now);
    this.settled.set(index, { record, until });
    return now < until;
  }

  /** Moves the positions of a range of accounts to the current generation of marks. */
  moveToMarks(now: Now, from: number, to: number): void {
    const { context } = this;
    for (const index of this.indexes.slice(from, to)) {
      const record = this.records.get(index)!;
      if (marksMoved(record.state.positions, context.marks))
        this.commit(reduceMarkMove(record, context, now), at(now));
    }
  }

  /** Names the rows of markets that became known. */
  name(symbols: MarketSymbols, now: Now): void {
    for (const record of this.records.values()) this.commit(reduceMarketNames(record, symbols), at(now));
  }

  /** The wall clock was stepped. */
  clockStepped(byMs: number, now: Now): void {
    for (const record of this.records.values()) this.commit(reduceClockStep(record, byMs), at(now));
  }

  /** The event loop stood still until `now`: streams have to prove that they live. */
  distrust(now: Now): void {
    const { context } = this;
    for (const record of this.records.values()) this.commit(reduceDistrust(record, context, now), at(now));
  }

  /** Markets in which any account has an open position. */
  heldMarkets(): Set<number> {
    const held = new Set<number>();
    for (const { state } of this.records.values())
      for (const { market_id } of state.positions ?? []) held.add(market_id);
    return held;
  }

  images(): AccountImage[] {
    return [...this.records.values()].map(imageOf);
  }

  /** Whether every account of the images that is still configured has the same name. */
  fits(images: readonly AccountImage[]): boolean {
    return images.every(({ state }) => {
      const known = this.records.get(state.account_index);
      return !known || known.state.name === state.name;
    });
  }

  restore(images: readonly AccountImage[], wall: Millis): void {
    for (const image of images) {
      const index = image.state.account_index;
      if (this.records.has(index)) this.begin(index, recordOf(image, this.options.tradesKept, wall));
    }
  }

  private begin(index: number, record: AccountRecord): void {
    this.records.set(index, { ...record, awaitsGaps: this.options.awaitsGaps });
  }

  private commit(step: Step, ts: Change['ts'], cause: AccountUpdate | null = null): void {
    const { record, delta } = step;
    const index = record.state.account_index;
    this.records.set(index, record);
    if (delta) {
      const kind = cause?.type === 'gap' ? 'gap' : 'change';
      const stream = this.streams.get(index)!;
      this.output.publish({ entity: 'account', kind, stream, account_index: index, ts, delta }, cause);
    }
    for (const demand of step.demands) this.output.demand(demand);
    for (const finding of step.findings) this.output.report(finding, record.state);
  }
}

function at({ wall }: Now): Change['ts'] {
  return { exchange: null, received: wall };
}

function stampOf(update: AccountUpdate): Change['ts'] {
  if ('arrival' in update)
    return { exchange: update.arrival.exchange_at, received: update.arrival.received_at };
  return { exchange: null, received: update.at };
}
