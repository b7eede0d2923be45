import type { ReactNode } from 'react';
import type { AccountState } from '../live/model.js';
import type { Entry } from '../portfolio/entries.js';
import { Notice } from '../ui/notice.js';
import { TablePanel } from '../ui/table/table-panel.js';
import type { EntityList } from './entity-list.js';

const keyOf = ({ key }: Entry<unknown>): string => key;

interface AccountEntitiesProps<T> {
  list: EntityList<T>;
  account: AccountState;
  title: string;
  empty: ReactNode;
}

/** A list of one account. An unknown list says so, because unknown is not empty. */
export function AccountEntities<T>({ list, account, title, empty }: AccountEntitiesProps<T>) {
  const { section } = list;
  if (account[section] === null)
    return (
      <Notice title={`The ${section} are unknown`}>
        {account.sections[section].reason ?? 'Not received from the exchange yet.'}
      </Notice>
    );
  return (
    <TablePanel
      id={`account-${section}`}
      title={title}
      rows={list.ofAccount(account)}
      rowKey={keyOf}
      columns={list.columns}
      card={list.card}
      sort={list.sort}
      plain
      empty={empty}
    />
  );
}
