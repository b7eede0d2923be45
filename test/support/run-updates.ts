import type { AccountState, Section, SectionName } from 'lighter-broadcaster-protocol/account';
import type { AccountDelta } from 'lighter-broadcaster-protocol/delta';
import type { Finding } from '../../src/state/reduce/account-edit.js';
import { type AccountRecord, emptyRecord } from '../../src/state/reduce/account-record.js';
import type { ReduceContext } from '../../src/state/reduce/context.js';
import type { Demand } from '../../src/state/demand.js';
import { reduce, reduceTime } from '../../src/state/reduce/reduce.js';
import type { AccountUpdate } from '../../src/state/update.js';

/** A context without marks, none of them expected, and with a TTL of 5 s. */
export const CONTEXT: ReduceContext = {
  marks: () => null,
  markFault: () => null,
  ttlMs: 5_000,
  exchangeNow: null,
};

/** A context in which every market has this mark. */
export function marked(price: string, at = 1): ReduceContext {
  return { ...CONTEXT, marks: () => ({ price, at }) };
}

/** Runs updates one after the other on account 7. Keeps the last delta, and all demands and findings. */
export function run(
  updates: readonly AccountUpdate[],
  context = CONTEXT,
  tradesKept = 500,
): {
  record: AccountRecord;
  state: AccountState;
  delta: AccountDelta | null;
  demands: Demand[];
  findings: Finding[];
} {
  let record: AccountRecord = emptyRecord(7, 'Lighter_1_x', tradesKept);
  let delta: AccountDelta | null = null;
  const demands: Demand[] = [];
  const findings: Finding[] = [];
  for (const update of updates) {
    const step = reduce(record, update, context);
    ({ record, delta } = step);
    demands.push(...step.demands);
    findings.push(...step.findings);
  }
  return { record, state: record.state, delta, demands, findings };
}

/** A section of account 7 at that time, after these updates. */
export function sectionAt(
  updates: readonly AccountUpdate[],
  mono: number,
  name: SectionName = 'orders',
): Section {
  const { record } = run(updates);
  return reduceTime(record, CONTEXT, { mono, wall: mono }).record.state.sections[name];
}
