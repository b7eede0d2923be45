import type { AccountState, Millis } from 'lighter-broadcaster-protocol/account';
import type { Step } from './account-edit.js';
import { type AccountRecord, emptyRecord } from './account-record.js';
import type { Change } from './change.js';
import type { ChangeBody } from './operations.js';
import { isOverdue } from './freshness.js';
import { reduce, reduceMarkMove, reduceTime } from './reduce.js';
import { type Marks, marksMoved } from './reduce-positions.js';
import { type AccountImage, imageOf, recordOf } from './restart-image.js';
import type { StateOptions } from './state-options.js';
import type { AccountUpdate } from './update.js';

/** Marks are looked at for one slice of the accounts at a time, so that the work never comes in one lump. */
export const MARK_SLICES = 4;

/** Publishes an account change; `cause` is the update behind it, `null` when only time passed. */
export type PublishAccount = (body: ChangeBody, cause: AccountUpdate | null) => void;

/** The records of all configured accounts. A record is replaced before its change is published. */
export class AccountRecords {
  readonly indexes: readonly number[];
  private readonly records = new Map<number, AccountRecord>();
  private slice = 0;

  constructor(
    private readonly options: StateOptions,
    private readonly marks: Marks,
    private readonly publish: PublishAccount,
  ) {
    this.indexes = options.accounts.map(({ index }) => index);
    for (const { index, name } of options.accounts)
      this.records.set(index, emptyRecord(index, name, options.tradesKept));
  }

  record(index: number): AccountRecord | undefined {
    return this.records.get(index);
  }

  /** @throws when the account is not configured. */
  apply(update: AccountUpdate): void {
    const index = update.type === 'gap' ? update.gap.account_index : update.account_index;
    const record = this.records.get(index);
    if (!record) throw new Error(`account ${index} is not configured`);
    this.commit(reduce(record, update, this.marks), stampOf(update), update);
  }

  /** Turns stale what is due, and moves the positions of the next slice of accounts to their marks. */
  tick(now: Millis): void {
    const ts = { exchange: null, received: now };
    const slice = this.slice++ % MARK_SLICES;
    this.indexes.forEach((index, order) => {
      const { cacheTtlMs } = this.options;
      const held = this.records.get(index)!;
      if (isOverdue(held, now, cacheTtlMs)) this.commit(reduceTime(held, now, cacheTtlMs), ts);
      if (order % MARK_SLICES !== slice) return;
      const record = this.records.get(index)!;
      if (marksMoved(record.state.positions, this.marks))
        this.commit(reduceMarkMove(record, this.marks, now), ts);
    });
  }

  images(now: Millis): AccountImage[] {
    return [...this.records.values()].map((record) => imageOf(record, now));
  }

  /** Whether every account of the images that is still configured goes by the same name. */
  fits(images: readonly AccountImage[]): boolean {
    return images.every(({ state }) => {
      const known = this.records.get(state.account_index);
      return !known || known.state.name === state.name;
    });
  }

  restore(images: readonly AccountImage[]): void {
    for (const image of images) {
      const index = image.state.account_index;
      if (this.records.has(index)) this.records.set(index, recordOf(image, this.options.tradesKept));
    }
  }

  state(index: number): AccountState | undefined {
    return this.records.get(index)?.state;
  }

  private commit({ record, delta }: Step, ts: Change['ts'], cause: AccountUpdate | null = null): void {
    const index = record.state.account_index;
    this.records.set(index, record);
    if (!delta) return;
    const kind = cause?.type === 'gap' ? 'gap' : 'change';
    const stream = `account/${index}` as const;
    this.publish({ entity: 'account', kind, stream, account_index: index, ts, delta }, cause);
  }
}

function stampOf(update: AccountUpdate): Change['ts'] {
  if ('arrival' in update)
    return { exchange: update.arrival.exchange_at, received: update.arrival.received_at };
  return { exchange: null, received: update.at };
}
