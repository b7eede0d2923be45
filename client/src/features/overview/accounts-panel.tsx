import { useCallback, useMemo } from 'react';
import { useNavigate } from 'react-router';
import { useLive, useLiveStore } from '../../live/use-live.js';
import { figuresOf, type AccountFigures } from '../../portfolio/account-figures.js';
import { allFigures } from '../../portfolio/totals.js';
import { rememberLast } from '../../portfolio/remember.js';
import { Notice } from '../../ui/notice.js';
import { TablePanel } from '../../ui/table/table-panel.js';
import { ACCOUNT_COLUMNS } from './account-columns.js';

const selectFigures = rememberLast(allFigures);
const keyOf = ({ account }: AccountFigures): string => String(account.account_index);
const FILTERS = [{ name: 'health', label: 'Health', valueOf: ({ health }: AccountFigures) => health }];
const GROUPS = {
  owner: ({ account }: AccountFigures): string => /^Lighter_\d+/.exec(account.name)?.[0] ?? account.name,
  health: ({ health }: AccountFigures): string => health,
};

/** Every account with its health and figures; a row opens the account. */
export function AccountsPanel() {
  const accounts = useLive((state) => state.throttled);
  const store = useLiveStore();
  const navigate = useNavigate();
  const follow = useMemo(
    () => ({
      subscribe: store.subscribe,
      current: ({ account }: AccountFigures) => {
        const now = store.get().accounts.get(account.account_index);
        return now && figuresOf(now);
      },
    }),
    [store],
  );
  const open = useCallback(
    ({ account }: AccountFigures) => void navigate(`/accounts/${account.account_index}`),
    [navigate],
  );
  return (
    <TablePanel
      id="accounts"
      title="Accounts"
      rows={accounts.size > 0 ? selectFigures(accounts) : null}
      rowKey={keyOf}
      follow={follow}
      columns={ACCOUNT_COLUMNS}
      sort={{ id: 'name', desc: false }}
      filters={FILTERS}
      groups={GROUPS}
      onOpen={open}
      empty={<Notice title="No account is configured" />}
    />
  );
}
