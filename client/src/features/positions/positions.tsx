import { accountColumn, ACCOUNT_FILTER } from '../../columns/account-column.js';
import { POSITION_COLUMNS, sideOf } from '../../columns/position-columns.js';
import { useLive } from '../../live/use-live.js';
import { allPositions, positionsOf, type PositionEntry } from '../../portfolio/entries.js';
import { useCurrentEntry } from '../../portfolio/use-current-entry.js';
import { Notice } from '../../ui/notice.js';
import { TablePanel } from '../../ui/table/table-panel.js';

const COLUMNS = [accountColumn<PositionEntry['item']>(), ...POSITION_COLUMNS];
const keyOf = ({ key }: PositionEntry): string => key;
const FILTERS = [
  ACCOUNT_FILTER,
  { name: 'market', label: 'Market', valueOf: ({ item }: PositionEntry) => item.symbol },
  { name: 'side', label: 'Side', valueOf: ({ item }: PositionEntry) => sideOf(item) },
];
const GROUPS = {
  market: ({ item }: PositionEntry): string => item.symbol,
  account: ({ account }: PositionEntry): string => account,
};

/** Every open position of every account. */
export default function Positions() {
  const accounts = useLive((state) => state.settled);
  const follow = useCurrentEntry(positionsOf);
  return (
    <TablePanel
      id="positions"
      title="Positions"
      rows={accounts.size > 0 ? allPositions(accounts) : null}
      rowKey={keyOf}
      follow={follow}
      columns={COLUMNS}
      sort={{ id: 'value', desc: true }}
      filters={FILTERS}
      groups={GROUPS}
      empty={<Notice title="No open positions">All accounts are flat.</Notice>}
    />
  );
}
