import type { Decimal } from 'lighter-broadcaster-protocol/account';
import { isZero, sameDecimal } from 'lighter-broadcaster-protocol/decimal';
import type { HeldPosition } from './account-record.js';
import type { ReportedPosition, Sourced } from '../reported.js';
import type { PositionsUpdate } from '../update.js';

/** Texts kept of a position's earlier frames. */
const SUPERSEDED_KEPT = 8;
/** Fields that no longer hold after a fill that does not report them. */
const FOLLOW_FILLS = ['liquidation_price', 'realized_pnl'] as const;

/** What a row came with. */
export interface RowOrigin {
  mode: PositionsUpdate['mode'];
  /** The stream has held the positions up to this report. */
  isContinuous: boolean;
}

/** Positions carry no stamp: a row that undoes a fill or a payment, digit by digit as an earlier frame had it, was sent again. */
export function isRepetition(
  known: HeldPosition | undefined,
  { entity, text }: Sourced<ReportedPosition>,
): boolean {
  if (!known?.superseded) return false;
  const { total_funding_paid_out: paid } = known.entity;
  // Texts are compared last: they are long, and most frames move orders only.
  const isUndoing = wasFilled(known.entity, entity) || paid !== entity.total_funding_paid_out;
  return isUndoing && known.superseded.includes(text);
}

/** Texts of a poll are left out: the frames that they anticipate may still come. */
export function supersededBy(
  { text }: Sourced<ReportedPosition>,
  known: HeldPosition | undefined,
): readonly string[] {
  if (!known?.superseded) return [];
  if (known.text === text) return known.superseded;
  return [...known.superseded, known.text].slice(-SUPERSEDED_KEPT);
}

/** Whether fills moved a position. One that was opened and closed between two frames shows in its realized PnL alone. */
export function wasFilled(known: ReportedPosition | undefined, row: ReportedPosition): boolean {
  if (!known || known.realized_pnl !== row.realized_pnl) return true;
  if (known.size === row.size && known.avg_entry_price === row.avg_entry_price) return false;
  return !claimsSame(known, row);
}

/**
 * Absent is not zero: what a row leaves out keeps its value. Only where size or entry moved without them, realized PnL and
 * liquidation price are no longer known to hold: an update leaves the positions in doubt, a snapshot makes them unknown. So is
 * the funding paid, once a payment may have been missed.
 */
export function merged(
  known: ReportedPosition | undefined,
  row: ReportedPosition,
  { mode, isContinuous }: RowOrigin,
): { entity: ReportedPosition; fault: string | null } {
  if (!known) return { entity: row, fault: null };
  const entity = { ...known };
  let isSame = true;
  for (const field in row) {
    const value = row[field as keyof ReportedPosition];
    if (value === undefined || value === known[field as keyof ReportedPosition]) continue;
    entity[field as 'symbol'] = value as string;
    isSame = false;
  }
  if (row.total_funding_paid_out === undefined && !isContinuous) {
    isSame &&= entity.total_funding_paid_out === undefined;
    delete entity.total_funding_paid_out;
  }
  if (isSame) return { entity: known, fault: null };
  if (sameDecimal(known.size, row.size) && sameDecimal(known.avg_entry_price, row.avg_entry_price))
    return { entity, fault: null };
  // A new position in a market starts its funding anew, and after a snapshot the old sum is no longer known to hold.
  const isNew = isZero(known.size) && !isZero(row.size);
  if (row.total_funding_paid_out === undefined && (isNew || mode === 'snapshot'))
    delete entity.total_funding_paid_out;
  const lost = FOLLOW_FILLS.filter((field) => row[field] === undefined && known[field] !== undefined);
  if (!lost.length || isZero(row.size)) return { entity, fault: null };
  if (mode === 'snapshot') for (const field of lost) delete entity[field];
  return { entity, fault: mode === 'snapshot' ? null : `${lost[0]!} not reported after a fill` };
}

/** The parts of a position that prices do not move, in one spelling. */
export function claimOf(position: ReportedPosition | undefined): string {
  if (!position || isZero(position.size)) return 'flat';
  return `${normal(position.size)} at ${normal(position.avg_entry_price)}`;
}

/** Whether both claim the same, nearly always in the same spelling. */
export function claimsSame(a: ReportedPosition, b: ReportedPosition | undefined): boolean {
  if (b && a.size === b.size && a.avg_entry_price === b.avg_entry_price) return true;
  return claimOf(a) === claimOf(b);
}

function normal(decimal: Decimal): Decimal {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
}
