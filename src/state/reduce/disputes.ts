import type { AccountEdit } from './account-edit.js';
import type { StreamPart } from '../demand.js';
import type { Arrival } from '../reported.js';

/** REST may lag behind the stream: an answer asked sooner after a frame about a row says nothing against that frame. */
export const REST_LAG_MS = 10_000;
/** A second answer that confirms a first one is asked no sooner, so that it is not the same copy. */
export const SECOND_ANSWER_MS = 2_000;

type DisputedPart = Exclude<StreamPart, 'trades'>;
/** Parts from which a poll takes rows out. */
type ListedPart = Exclude<DisputedPart, 'summary'>;

/** Whether an answer may know more about a row than a frame that was heard at `heardAt` (monotonic). */
export function mayKnowMore(arrival: Arrival, heardAt: number | null): boolean {
  return askedAt(arrival) - (heardAt ?? -Infinity) >= REST_LAG_MS;
}

/** The same of an `account` answer, which by its own stamp may include every transaction that the stream reported. */
export function accountMayKnowMore(
  { record }: AccountEdit,
  arrival: Arrival,
  heardAt: number | null,
): boolean {
  const { exchange_at: stamp } = arrival;
  const { newestTransaction } = record;
  const isComplete = stamp !== null && newestTransaction !== null && stamp >= newestTransaction;
  return isComplete || mayKnowMore(arrival, heardAt);
}

/** Whether an `account` answer lags: by its own stamp it lacks a fill that the stream reported shortly before it was asked. */
export function isKnownToLag({ record }: AccountEdit, arrival: Arrival, filledAt: number): boolean {
  const { exchange_at: stamp } = arrival;
  const { newestFill } = record;
  return stamp !== null && newestFill !== null && stamp < newestFill && !mayKnowMore(arrival, filledAt);
}

/** Remembers how far the stream's fills reach. @param stamp epoch ms */
export function noteFill(edit: AccountEdit, stamp: number): void {
  noteTransaction(edit, stamp);
  if (stamp > (edit.record.newestFill ?? -Infinity)) edit.record.newestFill = stamp;
}

/** Remembers how far the stream's transactions reach. @param stamp epoch ms */
export function noteTransaction({ record }: AccountEdit, stamp: number): void {
  if (stamp > (record.newestTransaction ?? -Infinity)) record.newestTransaction = stamp;
}

export function askedAt({ asked_mono, received_mono }: Arrival): number {
  return asked_mono ?? received_mono;
}

/**
 * REST reported rows of a part that the stream holds. None reported differently settles a dispute in the stream's favor;
 * any other asks for the stream's snapshot, which decides.
 * @param claims by row key, what REST reports; `null` for a row that it lacks
 */
export function dispute(
  edit: AccountEdit,
  part: DisputedPart,
  arrival: Arrival,
  claims: ReadonlyMap<string, string | null>,
): void {
  const open = edit.record.evidence[part].dispute;
  if (!claims.size) {
    if (open && askedAt(arrival) > open.since) edit.evidence(part, { dispute: null });
    return;
  }
  edit.evidence(part, { dispute: { since: open?.since ?? arrival.received_mono, claims } });
  edit.demand({
    kind: 'resync',
    account_index: edit.state.account_index,
    part,
    cause: 'discrepancy',
  });
}

/** The stream's snapshot of a disputed part: REST was right if the snapshot agrees in every claimed row. */
export function settle(
  edit: AccountEdit,
  part: DisputedPart,
  reported: (key: string) => string | null,
): void {
  const { dispute: open } = edit.record.evidence[part];
  if (!open) return;
  edit.evidence(part, { dispute: null });
  if (![...open.claims].every(([key, claim]) => reported(key) === claim)) return;
  const account_index = edit.state.account_index;
  edit.report({
    severity: 'warning',
    error_type: 'state-corrected',
    message: `The stream had missed a change of ${part}; its snapshot agrees with REST. Checking for missed fills.`,
  });
  edit.demand({ kind: 'check-fills', account_index, cause: 'state-corrected' });
}

/**
 * Whether a row that an answer lacks is gone: a second answer, asked later, has to lack it too. The first one asks for it.
 */
export function isGone(
  edit: AccountEdit,
  poll: 'account' | 'orders',
  key: string,
  arrival: Arrival,
): boolean {
  const asked = askedAt(arrival);
  const first = edit.record.doubts.get(key);
  if (first !== undefined && asked - first >= SECOND_ANSWER_MS) {
    edit.doubt(key, null);
    return true;
  }
  if (first === undefined) edit.doubt(key, asked);
  secondAnswer(edit, poll, (first ?? asked) + SECOND_ANSWER_MS);
  return false;
}

/**
 * Whether a list without rows is believed although none is known yet: like a row that it lacks, only once a second answer
 * says so too.
 */
export function isTrulyEmpty(edit: AccountEdit, part: ListedPart, rows: number, arrival: Arrival): boolean {
  const key = `${part}/all`;
  if (rows === 0) return isGone(edit, part === 'orders' ? 'orders' : 'account', key, arrival);
  edit.doubt(key, null);
  return true;
}

/** The stream's own snapshot of a part outlives the doubts that answers of REST had raised before. */
export function endDoubts(edit: AccountEdit, part: ListedPart): void {
  for (const key of edit.record.doubts.keys()) if (key.startsWith(`${part}/`)) edit.doubt(key, null);
}

/** An answer contradicts a frame that it may lag behind: one is asked for that cannot. */
export function askBeyondLag(edit: AccountEdit, poll: 'account' | 'orders', heardAt: number): void {
  secondAnswer(edit, poll, heardAt + REST_LAG_MS);
}

/** Asks the reserve for another answer, no sooner than `not_before_mono`. */
export function secondAnswer(edit: AccountEdit, poll: 'account' | 'orders', not_before_mono: number): void {
  const { account_index } = edit.state;
  edit.demand({ kind: 'poll', account_index, poll, use: 'reserve', not_before_mono, cause: 'second-answer' });
}

/** Asks for an urgent `account`, since a size moved; no sooner than `not_before_mono`. */
export function askForAccount(edit: AccountEdit, not_before_mono: number): void {
  edit.demand({
    kind: 'poll',
    account_index: edit.state.account_index,
    poll: 'account',
    use: 'poll',
    not_before_mono,
    cause: 'size-moved',
  });
}
