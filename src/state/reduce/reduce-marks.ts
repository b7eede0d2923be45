import type { Position } from 'lighter-broadcaster-protocol/account';
import type { AccountEdit } from './account-edit.js';
import type { Marks, Now, ReduceContext } from './context.js';
import { ListDraft } from './list-draft.js';
import { atMark } from './mark.js';

/** Moves every position of the account to the present generation of marks. */
export function reduceMarks(edit: AccountEdit, { marks }: ReduceContext, { mono, wall }: Now): void {
  const draft = new ListDraft<Position>('positions', edit.state.positions);
  for (const position of edit.state.positions ?? []) {
    const mark = marks(position.market_id);
    if (mark !== null && mark.price !== position.mark_price) draft.put(atMark(position, mark));
  }
  if (!edit.commit('positions', draft)) return;
  edit.record.marksMovedAt ??= mono;
  edit.section('marks', {
    ...edit.state.sections.marks,
    source: 'stream',
    updated_at: wall,
    confirmed_at: wall,
  });
}

/** Cheap check before starting an edit. */
export function marksMoved(positions: readonly Position[] | null, marks: Marks): boolean {
  if (!positions?.length) return false;
  return positions.some(({ market_id, mark_price }) => {
    const mark = marks(market_id);
    return mark !== null && mark.price !== mark_price;
  });
}
