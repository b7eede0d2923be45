import type { Decimal, Position } from 'lighter-broadcaster-protocol/account';
import type { AccountEdit } from './account-edit.js';
import { confirm, isLate } from './freshness.js';
import { ListDraft, sameEntity } from './list-draft.js';
import { MapDraft } from './map-draft.js';
import { atMark, besideMark } from './mark.js';
import { isZero } from 'lighter-broadcaster-protocol/decimal';
import type { PositionsUpdate, ReportedPosition, Sourced } from './update.js';

/** Latest mark price of a market, `null` before the first. */
export type Marks = (marketId: number) => Decimal | null;

/** Positions have no stamp of their own in the stream: a poll that came late is of no use. */
export function reducePositions(edit: AccountEdit, update: PositionsUpdate, marks: Marks): void {
  const { record, state } = edit;
  if (isLate(record.stamps.positions, update.arrival)) return;
  const rows = new MapDraft(record.positions);
  const draft = new ListDraft<Position>('positions', state.positions);
  for (const row of update.rows) takePosition(rows, draft, row, marks);
  const snapshot = update.mode === 'snapshot';
  if (snapshot) {
    const named = new Set(update.rows.map((row) => row.entity.market_id));
    rows.keepOnly(named);
    draft.keepOnly(new Set([...named].map(String)));
  }
  record.positions = rows.map;
  const moved = edit.commit('positions', draft);
  confirm(edit, 'positions', update.arrival, { snapshot, moved });
}

function takePosition(
  rows: MapDraft<number, Sourced<ReportedPosition>>,
  draft: ListDraft<Position>,
  row: Sourced<ReportedPosition>,
  marks: Marks,
): void {
  const position = row.entity;
  const known = rows.get(position.market_id);
  if (known && row.version && row.version < known.version) return;
  const isSame = known !== undefined && sameEntity(known.entity, position);
  if (!isSame || known.text !== row.text) rows.set(position.market_id, row);
  // The same row once more says nothing new: what the mark has made of it since stays.
  if (isSame) return;
  const told = besideMark(position, marks(position.market_id));
  if (!isZero(position.size)) draft.put(told);
  else if (draft.get(String(position.market_id))) draft.drop(String(position.market_id), told);
}

/** Recomputes the positions whose mark moved since they were last told or computed. */
export function reduceMarks(edit: AccountEdit, marks: Marks, now: number): void {
  const draft = new ListDraft<Position>('positions', edit.state.positions);
  for (const position of edit.state.positions ?? []) {
    const mark = marks(position.market_id);
    if (mark !== null && mark !== position.mark_price) draft.put(atMark(position, mark));
  }
  if (edit.commit('positions', draft))
    edit.section('positions', { ...edit.state.sections.positions, updated_at: now });
}

/** Cheap question before an edit is begun. */
export function marksMoved(positions: readonly Position[] | null, marks: Marks): boolean {
  if (!positions?.length) return false;
  return positions.some(({ market_id, mark_price }) => {
    const mark = marks(market_id);
    return mark !== null && mark !== mark_price;
  });
}
