import { accountColumn, ACCOUNT_FILTER } from '../../columns/account-column.js';
import { ORDER_COLUMNS } from '../../columns/order-columns.js';
import { useLive } from '../../live/use-live.js';
import { allOrders, ordersOf, type OrderEntry } from '../../portfolio/entries.js';
import { useCurrentEntry } from '../../portfolio/use-current-entry.js';
import { Notice } from '../../ui/notice.js';
import { TablePanel } from '../../ui/table/table-panel.js';

const COLUMNS = [accountColumn<OrderEntry['item']>(), ...ORDER_COLUMNS];
const keyOf = ({ key }: OrderEntry): string => key;
const FILTERS = [
  ACCOUNT_FILTER,
  { name: 'market', label: 'Market', valueOf: ({ item }: OrderEntry) => item.symbol },
  { name: 'side', label: 'Side', valueOf: ({ item }: OrderEntry) => item.side },
  { name: 'type', label: 'Type', valueOf: ({ item }: OrderEntry) => item.type },
];
const GROUPS = {
  market: ({ item }: OrderEntry): string => item.symbol,
  account: ({ account }: OrderEntry): string => account,
};

/** Every live order of every account. */
export default function Orders() {
  const accounts = useLive((state) => state.settled);
  const follow = useCurrentEntry(ordersOf);
  return (
    <TablePanel
      id="orders"
      title="Orders"
      rows={accounts.size > 0 ? allOrders(accounts) : null}
      rowKey={keyOf}
      follow={follow}
      columns={COLUMNS}
      sort={{ id: 'updated', desc: true }}
      filters={FILTERS}
      groups={GROUPS}
      empty={<Notice title="No open orders">Orders appear here as soon as the exchange takes them.</Notice>}
    />
  );
}
