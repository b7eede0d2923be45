import { useCallback, useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { useLive } from '../live/use-live.js';
import type { Entry } from '../portfolio/entries.js';
import { useCurrentEntry } from '../portfolio/use-current-entry.js';
import { TablePanel } from '../ui/table/table-panel.js';
import { AFTER_FRAME, useThrottled } from '../ui/table/use-throttled.js';
import type { EntityList } from './entity-list.js';

/** While scrolling, rows keep their order for this long; their values still update. */
const MOVING_MS = 2_000;

const keyOf = ({ key }: Entry<unknown>): string => key;

/** A list over all accounts, as a whole view. */
export function AllEntities<T>({
  list,
  title,
  empty,
}: {
  list: EntityList<T>;
  title: string;
  empty: ReactNode;
}) {
  const [moving, setMoving] = useState(false);
  const accounts = useThrottled(
    useLive((state) => state.throttled),
    moving ? MOVING_MS : AFTER_FRAME,
  );
  const follow = useCurrentEntry(list.ofAccount);
  const navigate = useNavigate();
  const open = useCallback(
    ({ index }: Entry<T>) => void navigate(`/accounts/${index}?tab=${list.section}`),
    [navigate, list],
  );
  return (
    <TablePanel
      id={list.section}
      title={title}
      rows={accounts.size > 0 ? list.ofAll(accounts) : null}
      rowKey={keyOf}
      {...(list.moves && { follow })}
      onMoving={setMoving}
      onOpen={open}
      columns={list.allColumns}
      card={list.card}
      sort={list.sort}
      plain
      filters={list.filters}
      {...(list.groups && { groups: list.groups })}
      empty={empty}
    />
  );
}
