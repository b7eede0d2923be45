import {
  marketColumn,
  moneyColumn,
  quantityColumn,
  sideColumn,
  timeColumn,
} from '../../columns/column-factories';
import type { AccountState, Funding } from '../../live/model.js';
import { Notice } from '../../ui/notice.js';
import type { Column } from '../../ui/table/column.js';
import { TablePanel } from '../../ui/table/table-panel.js';

const COLUMNS: readonly Column<Funding>[] = [
  timeColumn('time', 'Time', ({ timestamp }) => timestamp),
  marketColumn(({ symbol }) => symbol),
  sideColumn((row) => row.position_side),
  moneyColumn('change', 'Received', ({ change }) => change, {
    signed: true,
    total: true,
    hint: 'Negative: paid; positive: received',
  }),
  quantityColumn('rate', 'Rate', ({ rate }) => rate),
  quantityColumn('size', 'Position', (row) => row.position_size),
];

/** Known funding payments of this account. */
export function FundingTable({ account }: { account: AccountState }) {
  if (account.funding === null)
    return (
      <Notice title="Funding unknown">
        No payment received yet. Funding is requested every five minutes for accounts with a credential.
      </Notice>
    );
  return (
    <TablePanel
      id="account-funding"
      title="Funding payments"
      rows={account.funding}
      rowKey={({ funding_id }) => funding_id}
      columns={COLUMNS}
      sort={{ id: 'time', desc: true }}
      empty={<Notice title="No funding payments yet">They are paid every hour on open positions.</Notice>}
    />
  );
}
