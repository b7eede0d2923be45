import { useNavigate } from 'react-router';
import { useLive } from '../../live/use-live.js';
import { figuresOf, type AccountFigures } from '../../portfolio/account-figures.js';
import { allFigures } from '../../portfolio/totals.js';
import { rememberLast } from '../../portfolio/remember.js';
import { Notice } from '../../ui/notice.js';
import { Panel } from '../../ui/panel.js';
import { DataTable } from '../../ui/table/data-table.js';
import { useTableAddress } from '../../ui/table/use-table-address.js';
import { ACCOUNT_COLUMNS } from './account-columns.js';

const selectFigures = rememberLast(allFigures);
const keyOf = ({ account }: AccountFigures): string => String(account.account_index);

/** Every account with its health and its money; a row opens the account. */
export function AccountsPanel() {
  const accounts = useLive((state) => state.accounts);
  const navigate = useNavigate();
  const address = useTableAddress(null);
  return (
    <Panel title="Accounts" className="min-h-80 flex-1">
      <DataTable
        label="Accounts"
        rows={accounts.size > 0 ? selectFigures(accounts) : null}
        rowKey={keyOf}
        current={({ account }) => {
          const now = accounts.get(account.account_index);
          return now && figuresOf(now);
        }}
        columns={ACCOUNT_COLUMNS}
        sort={address.sort}
        onSort={address.setSort}
        search={address.search}
        onOpen={({ account }) => void navigate(`/accounts/${account.account_index}`)}
        empty={<Notice title="No account matches">Clear the search to see all of them.</Notice>}
      />
    </Panel>
  );
}
