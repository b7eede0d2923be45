import { useDeferredValue, type ReactNode } from 'react';
import { useLive } from '../live/use-live.js';
import type { Entry } from '../portfolio/entries.js';
import { useCurrentEntry } from '../portfolio/use-current-entry.js';
import { TablePanel } from '../ui/table/table-panel.js';
import type { EntityList } from './entity-list.js';

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
  // Arranging thousands of rows waits for a moment between frames.
  const accounts = useDeferredValue(useLive((state) => state.settled));
  const follow = useCurrentEntry(list.ofAccount);
  return (
    <TablePanel
      id={list.section}
      title={title}
      rows={accounts.size > 0 ? list.ofAll(accounts) : null}
      rowKey={keyOf}
      {...(list.moves && { follow })}
      columns={list.allColumns}
      sort={list.sort}
      plain
      filters={list.filters}
      {...(list.groups && { groups: list.groups })}
      empty={empty}
    />
  );
}
