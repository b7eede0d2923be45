import type { Decimal, Position } from 'lighter-broadcaster-protocol/account';
import { decimalsOf, isZero, minus, parseDecimal, toFixed } from 'lighter-broadcaster-protocol/decimal';
import type { AccountEdit } from './account-edit.js';
import type { HeldPosition } from './account-record.js';
import type { Marks, ReduceContext } from './context.js';
import {
  accountMayKnowMore,
  askBeyondLag,
  askedAt,
  askForAccount,
  dispute,
  endDoubts,
  isGone,
  isTrulyEmpty,
  mayKnowMore,
  SECOND_ANSWER_MS,
  settle,
} from './disputes.js';
import {
  agreed,
  clearTaint,
  confirm,
  isLate,
  isOnlyChecked,
  taint,
  taintReason,
  touched,
} from './evidence.js';
import { ListDraft, sameEntity } from './list-draft.js';
import { MapDraft } from './map-draft.js';
import { besideMark, shownPosition } from './mark.js';
import { confirmRequirements } from './reduce-summary.js';
import {
  claimOf,
  claimsSame,
  isRepetition,
  merged,
  type RowOrigin,
  supersededBy,
  wasFilled,
} from './position-rows.js';
import { isOlderByStamp } from './stamps.js';
import type { Arrival, ReportedPosition, Sourced } from '../reported.js';
import type { PositionsUpdate } from '../update.js';

type Rows = MapDraft<number, HeldPosition>;

export function reducePositions(edit: AccountEdit, update: PositionsUpdate, context: ReduceContext): void {
  if (update.arrival.source === 'stream') return fromStream(edit, update, context);
  if (isOnlyChecked(edit.record, 'positions', update.arrival.received_mono))
    return check(edit, update, context);
  return fromPoll(edit, update, context);
}

function fromStream(edit: AccountEdit, update: PositionsUpdate, { marks }: ReduceContext): void {
  const { record, state } = edit;
  const { arrival, mode, unreadable = [] } = update;
  const at = arrival.received_mono;
  const rows: Rows = new MapDraft(record.positions);
  const draft = new ListDraft<Position>('positions', state.positions);
  const faults: string[] = [];
  const isContinuous = record.evidence.positions.held;
  for (const row of update.rows) {
    const fault = takePosition(edit, rows, draft, row, { at, mode, isContinuous, marks });
    if (fault) faults.push(fault);
  }
  addFundingRounds(rows, draft, update);
  if (mode === 'snapshot') {
    endDoubts(edit, 'positions');
    settle(edit, 'positions', (key) => claimOf(update.rows.find(isOf(Number(key)))?.entity));
    leaveOut(rows, draft, update);
  }
  record.positions = rows.map;
  const moved = edit.commit('positions', draft);
  confirm(edit, 'positions', arrival, { snapshot: mode === 'snapshot', moved });
  if (unreadable.length) taint(edit, 'positions', at, taintReason(unreadable));
  else if (faults.length) taint(edit, 'positions', at, faults[0]!);
  else if (mode === 'snapshot') clearTaint(edit, 'positions', arrival);
}

/** The stream holds the positions, so REST does not change them; a row that REST reports differently is disputed. */
function check(edit: AccountEdit, { arrival, rows }: PositionsUpdate, { marks }: ReduceContext): void {
  const { positions } = edit.record;
  const filled: Rows = new MapDraft(positions);
  const draft = new ListDraft<Position>('positions', edit.state.positions);
  const claims = new Map<string, string | null>();
  let agrees = true;
  for (const { entity } of rows) {
    const known = positions.get(entity.market_id);
    if (claimsSame(entity, known?.entity)) {
      if (known) fillIn(filled, draft, known, entity, { marks, arrival });
      continue;
    }
    agrees = false;
    const heardAt = known ? known.heardAt : edit.record.evidence.positions.snapshotAt;
    if (mayKnowMore(arrival, heardAt)) claims.set(String(entity.market_id), claimOf(entity));
  }
  edit.record.positions = filled.map;
  if (edit.commit('positions', draft)) touched(edit, 'positions', arrival.received_at);
  if (agrees || claims.size) dispute(edit, 'positions', arrival, claims);
  if (!agrees) return askAgain(edit, askedAt(arrival));
  agreed(edit, 'positions', arrival);
  confirmRequirements(edit, arrival);
}

/** Takes over what the stream did not report: fields that it never did, and funding that was paid since its last frame. */
function fillIn(
  rows: Rows,
  draft: ListDraft<Position>,
  known: HeldPosition,
  row: ReportedPosition,
  { marks, arrival }: { marks: Marks; arrival: Arrival },
): void {
  const lacking: Partial<Record<keyof ReportedPosition, string>> = {};
  for (const name in row) {
    const field = name as keyof ReportedPosition;
    if (known.entity[field] === undefined && row[field] !== undefined) lacking[field] = row[field] as string;
  }
  const { total_funding_paid_out: paid } = row;
  if (
    paid !== undefined &&
    paid !== known.entity.total_funding_paid_out &&
    mayKnowMore(arrival, known.heardAt)
  )
    lacking.total_funding_paid_out = paid;
  if (isEmpty(lacking)) return;
  const entity = { ...known.entity, ...lacking } as ReportedPosition;
  rows.set(row.market_id, { ...known, entity });
  if (isZero(row.size)) return;
  draft.put(shownPosition(entity, marks(row.market_id)));
}

/** Without a stream REST rules, except against a frame that it may lag behind, and against rows that it merely lacks. */
function fromPoll(edit: AccountEdit, update: PositionsUpdate, context: ReduceContext): void {
  const { record, state } = edit;
  const { arrival, unreadable = [] } = update;
  const evidence = record.evidence.positions;
  if (isLate(evidence, arrival) || isOlderByStamp(edit, 'positions', arrival, context)) return;
  const reported = update.rows.length + unreadable.length;
  if (state.positions === null && !isTrulyEmpty(edit, 'positions', reported, arrival)) return;
  const rows: Rows = new MapDraft(record.positions);
  const draft = new ListDraft<Position>('positions', state.positions);
  let settled = true;
  for (const row of update.rows) {
    const known = rows.get(row.entity.market_id);
    edit.doubt(doubtOf(row.entity.market_id), null);
    if (known && !claimsSame(known.entity, row.entity) && !accountMayKnowMore(edit, arrival, known.heardAt)) {
      settled = false;
      askBeyondLag(edit, 'account', known.heardAt!);
    } else
      takePosition(edit, rows, draft, row, {
        at: null,
        mode: 'snapshot',
        isContinuous: false,
        marks: context.marks,
      });
  }
  if (!unreadable.some(({ id }) => id === null)) {
    const named = namesIn(update);
    for (const [marketId, { entity, heardAt }] of [...rows.map]) {
      if (named.has(marketId)) continue;
      if (isZero(entity.size)) rows.delete(marketId);
      else if (!accountMayKnowMore(edit, arrival, heardAt)) {
        settled = false;
        askBeyondLag(edit, 'account', heardAt!);
      } else if (!isGone(edit, 'account', doubtOf(marketId), arrival)) settled = false;
      else {
        rows.delete(marketId);
        draft.drop(String(marketId));
      }
    }
  }
  record.positions = rows.map;
  const moved = edit.commit('positions', draft);
  if (unreadable.length) taint(edit, 'positions', arrival.received_mono, taintReason(unreadable));
  else if (settled) clearTaint(edit, 'positions', arrival);
  if (settled) {
    confirm(edit, 'positions', arrival, { snapshot: false, moved });
    confirmRequirements(edit, arrival);
  } else if (moved)
    edit.section('positions', { ...edit.state.sections.positions, updated_at: arrival.received_at });
}

interface Taking extends RowOrigin {
  /** When the stream reported the row (monotonic); `null` for a poll. */
  at: number | null;
  marks: Marks;
}

/** @returns why the row leaves the positions in doubt, else `null`. */
function takePosition(
  edit: AccountEdit,
  rows: Rows,
  draft: ListDraft<Position>,
  row: Sourced<ReportedPosition>,
  { at, mode, isContinuous, marks }: Taking,
): string | null {
  const { market_id } = row.entity;
  const known = rows.get(market_id);
  const heardAt = at ?? known?.heardAt ?? null;
  if (at !== null && mode === 'update' && isRepetition(known, row))
    return 'an earlier frame of a position came again';
  const { entity, fault } = merged(known?.entity, row.entity, { mode, isContinuous });
  const isSame = known !== undefined && (known.entity === entity || sameEntity(known.entity, entity));
  if (!isSame || known.text !== row.text || known.heardAt !== heardAt)
    rows.set(market_id, {
      ...row,
      entity,
      heardAt,
      superseded: at === null ? undefined : mode === 'update' ? supersededBy(row, known) : [],
    });
  if (at !== null) edit.doubt(doubtOf(market_id), null);
  if (at !== null && edit.state.positions !== null && wasFilled(known?.entity, entity))
    outdateRequirements(edit, at);
  // The same row again says nothing new: what the mark made of it since stays.
  if (isSame) return fault;
  if (!isZero(entity.size)) draft.put(shownPosition(entity, marks(market_id)));
  else if (draft.get(String(market_id))) draft.drop(String(market_id), besideMark(entity, marks(market_id)));
  return fault;
}

/** A funding round that a frame reports by itself adds to what was paid, unless its row carries the sum. */
function addFundingRounds(rows: Rows, draft: ListDraft<Position>, update: PositionsUpdate): void {
  for (const { market_id, amount } of update.funding_rounds ?? []) {
    const row = update.rows.find(isOf(market_id));
    const known = rows.get(market_id);
    const paid = known?.entity.total_funding_paid_out;
    // An unknown sum stays unknown.
    if (!known || paid === undefined || row?.entity.total_funding_paid_out !== undefined) continue;
    const total_funding_paid_out = plus(paid, amount);
    rows.set(market_id, { ...known, entity: { ...known.entity, total_funding_paid_out } });
    const shown = draft.get(String(market_id));
    if (shown) draft.put({ ...shown, total_funding_paid_out });
  }
}

function plus(a: Decimal, b: Decimal): Decimal {
  const negated = parseDecimal(b);
  const digits = Math.max(decimalsOf(a), decimalsOf(b));
  return toFixed(minus(parseDecimal(a), { ...negated, units: -negated.units }), digits);
}

function isEmpty(fields: object): boolean {
  for (const _ in fields) return false;
  return true;
}

function isOf(marketId: number): (row: Sourced<ReportedPosition>) => boolean {
  return ({ entity }) => entity.market_id === marketId;
}

function doubtOf(marketId: number): string {
  return `positions/${marketId}`;
}

/** The requirements were computed for other sizes: an `account` answer that knows the new ones is urgent. */
function outdateRequirements(edit: AccountEdit, at: number): void {
  edit.record.sizeMovedAt = at;
  askForAccount(edit, at);
}

/** An answer with other sizes than the stream's lags; its requirements belong to those sizes. */
function askAgain(edit: AccountEdit, asked: number): void {
  edit.record.requirementsAwaiting = null;
  if (edit.record.sizeMovedAt !== null) askForAccount(edit, asked + SECOND_ANSWER_MS);
}

function leaveOut(rows: Rows, draft: ListDraft<Position>, update: PositionsUpdate): void {
  // Without its id an unreadable row may be any of them.
  if (update.unreadable?.some(({ id }) => id === null)) return;
  const named = namesIn(update);
  rows.keepOnly(named);
  draft.keepOnly(new Set([...named].map(String)));
}

function namesIn({ rows, unreadable = [] }: PositionsUpdate): Set<number> {
  return new Set([...rows.map((row) => row.entity.market_id), ...unreadable.map(({ id }) => Number(id))]);
}
