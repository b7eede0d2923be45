import type { AccountSummary } from 'lighter-broadcaster-protocol/account';
import { sameDecimal } from 'lighter-broadcaster-protocol/decimal';
import type { AccountEdit } from './account-edit.js';
import type { ReduceContext } from './context.js';
import {
  accountMayKnowMore,
  askBeyondLag,
  askedAt,
  askForAccount,
  dispute,
  isKnownToLag,
  mayKnowMore,
  SECOND_ANSWER_MS,
  settle,
} from './disputes.js';
import { agreed, clearTaint, confirm, isLate, isOnlyChecked, taint, taintReason } from './evidence.js';

import { isOlderByStamp } from './stamps.js';
import type { Arrival } from '../reported.js';
import type { SummaryUpdate } from '../update.js';

type Field = keyof AccountSummary;
type Fields = Partial<AccountSummary>;

export const NO_SUMMARY: AccountSummary = {
  collateral: null,
  total_asset_value: null,
  available_balance: null,
  cross_asset_value: null,
  cross_initial_margin_requirement: null,
  cross_maintenance_margin_requirement: null,
  leverage: null,
  margin_usage: null,
  buying_power: null,
  account_trading_mode: null,
  account_type: null,
  status: null,
  l1_address: null,
  total_order_count: null,
  pending_order_count: null,
};

/** Only REST reports these, so they age on their own. */
const REQUIREMENTS: ReadonlySet<string> = new Set<Field>([
  'cross_asset_value',
  'cross_initial_margin_requirement',
  'cross_maintenance_margin_requirement',
  'status',
  'total_order_count',
  'pending_order_count',
]);

/** A field that is left out keeps its value: absent is not zero. */
export function reduceSummary(edit: AccountEdit, update: SummaryUpdate, context: ReduceContext): void {
  if (update.arrival.source === 'stream') fromStream(edit, update, context);
  else {
    takeRequirements(edit, update, context);
    fromPoll(edit, update, context);
  }
}

function fromStream(edit: AccountEdit, update: SummaryUpdate, context: ReduceContext): void {
  const { arrival, fields, unreadable = [] } = update;
  if (isOlderByStamp(edit, 'summary', arrival, context)) return;
  const reported = namesOf(fields);
  const moved = assign(edit, fields, reported);
  if (!reported.every((field) => edit.record.streamFields.has(field)))
    edit.record.streamFields = new Set([...edit.record.streamFields, ...reported]);
  edit.record.marksMovedAt = null;
  edit.record.statsAskedAt = null;
  confirm(edit, 'summary', arrival, { snapshot: true, moved });
  settle(edit, 'summary', () => edit.state.summary?.collateral ?? null);
  if (unreadable.length) taint(edit, 'summary', arrival.received_mono, taintReason(unreadable));
  else clearTaint(edit, 'summary', arrival);
}

/** Sets them aside: they count once the positions of the same answer match ours. */
function takeRequirements(edit: AccountEdit, update: SummaryUpdate, context: ReduceContext): void {
  const { arrival, fields, unreadable = [] } = update;
  const { requirements } = edit.record.evidence;
  if (isLate(requirements, arrival) || isOlderByStamp(edit, 'requirements', arrival, context)) return;
  const names = namesOf(fields).filter((field) => REQUIREMENTS.has(field));
  edit.record.requirementsAwaiting = {
    askedAt: askedAt(arrival),
    fields: only(fields, names),
    unreadable: unreadable.filter(({ field }) => REQUIREMENTS.has(field)),
  };
}

/** The positions of an answer match ours, so its requirements apply. */
export function confirmRequirements(edit: AccountEdit, arrival: Arrival): void {
  const { record } = edit;
  const awaiting = record.requirementsAwaiting;
  if (awaiting?.askedAt !== askedAt(arrival)) return;
  record.requirementsAwaiting = null;
  // Sizes that went and came back agree with those before, their requirements need not.
  if (record.sizeMovedAt !== null && isKnownToLag(edit, arrival, record.sizeMovedAt))
    return askForAccount(edit, awaiting.askedAt + SECOND_ANSWER_MS);
  if ((record.sizeMovedAt ?? -Infinity) < awaiting.askedAt) record.sizeMovedAt = null;
  const moved = assign(edit, awaiting.fields, namesOf(awaiting.fields));
  confirm(edit, 'requirements', arrival, { snapshot: false, moved });
  if (awaiting.unreadable.length)
    taint(edit, 'requirements', arrival.received_mono, taintReason(awaiting.unreadable));
  else edit.evidence('requirements', { taint: null });
}

/** The rest of an `account` answer. While the stream holds the summary, it only checks the collateral. */
function fromPoll(edit: AccountEdit, update: SummaryUpdate, context: ReduceContext): void {
  const { arrival, fields, unreadable = [] } = update;
  const { record } = edit;
  const { summary: evidence } = record.evidence;
  const held = isOnlyChecked(record, 'summary', arrival.received_mono);
  const streamed = (field: string): boolean => record.streamFields.has(field as Field);
  const own = namesOf(fields).filter((field) => !REQUIREMENTS.has(field) && !(held && streamed(field)));
  if (held) {
    const agrees = sameDecimal(fields.collateral, edit.state.summary?.collateral);
    const differs = fields.collateral !== undefined && !agrees;
    const claims = new Map<string, string | null>();
    if (differs && mayKnowMore(arrival, evidence.streamAt)) claims.set('collateral', fields.collateral!);
    assign(edit, fields, own);
    if (agrees || claims.size) dispute(edit, 'summary', arrival, claims);
    if (agrees) agreed(edit, 'summary', arrival);
    return;
  }
  if (isLate(evidence, arrival) || isOlderByStamp(edit, 'summary', arrival, context)) return;
  const known = edit.state.summary?.collateral;
  if (
    known != null &&
    !sameDecimal(fields.collateral, known) &&
    !accountMayKnowMore(edit, arrival, evidence.streamAt)
  )
    return askBeyondLag(edit, 'account', evidence.streamAt!);
  const moved = assign(edit, fields, own);
  confirm(edit, 'summary', arrival, { snapshot: false, moved });
  const broken = unreadable.filter(({ field }) => !REQUIREMENTS.has(field));
  if (broken.length) taint(edit, 'summary', arrival.received_mono, taintReason(broken));
  else clearTaint(edit, 'summary', arrival);
}

/** Takes over these fields. @returns whether any of them moved. */
function assign(edit: AccountEdit, fields: Fields, names: readonly Field[]): boolean {
  const before = edit.state.summary ?? NO_SUMMARY;
  const moved = edit.state.summary === null || names.some((field) => before[field] !== fields[field]);
  if (moved) edit.set('summary', { ...before, ...only(fields, names) });
  return moved;
}

function namesOf(fields: Fields): Field[] {
  return (Object.keys(fields) as Field[]).filter(
    (field) => fields[field] !== undefined && fields[field] !== null,
  );
}

function only(fields: Fields, names: readonly Field[]): Fields {
  const chosen: Record<string, unknown> = {};
  for (const name of names) chosen[name] = fields[name];
  return chosen;
}
