import { type AccountRecord, emptyRecord } from '../../src/state/account-record.js';
import type { AccountState } from 'lighter-broadcaster-protocol/account';
import type { AccountDelta } from 'lighter-broadcaster-protocol/delta';
import { reduce } from '../../src/state/reduce.js';
import type { AccountUpdate } from '../../src/state/update.js';

/** Applies updates in order to account 7 and keeps the last delta. */
export function run(
  updates: AccountUpdate[],
  marks: (id: number) => string | null = () => null,
  tradesKept = 500,
): { record: AccountRecord; state: AccountState; delta: AccountDelta | null } {
  let record: AccountRecord = emptyRecord(7, 'Lighter_1_x', tradesKept);
  let delta: AccountDelta | null = null;
  for (const update of updates) ({ record, delta } = reduce(record, update, marks));
  return { record, state: record.state, delta };
}
