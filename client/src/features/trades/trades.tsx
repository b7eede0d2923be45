import { accountColumn, ACCOUNT_FILTER } from '../../columns/account-column.js';
import { TRADE_COLUMNS } from '../../columns/trade-columns.js';
import { useLive } from '../../live/use-live.js';
import { allTrades, type TradeEntry } from '../../portfolio/entries.js';
import { Notice } from '../../ui/notice.js';
import { TablePanel } from '../../ui/table/table-panel.js';

const COLUMNS = [TRADE_COLUMNS[0]!, accountColumn<TradeEntry['item']>(), ...TRADE_COLUMNS.slice(1)];
const keyOf = ({ key }: TradeEntry): string => key;
const FILTERS = [
  ACCOUNT_FILTER,
  { name: 'market', label: 'Market', valueOf: ({ item }: TradeEntry) => item.symbol },
  { name: 'side', label: 'Side', valueOf: ({ item }: TradeEntry) => item.side },
  { name: 'type', label: 'Type', valueOf: ({ item }: TradeEntry) => item.type },
];

/** The latest trades of every account, as they come; older ones are in each account's history. */
export default function Trades() {
  const accounts = useLive((state) => state.settled);
  return (
    <TablePanel
      id="trades"
      title="Trades"
      rows={accounts.size > 0 ? allTrades(accounts) : null}
      rowKey={keyOf}
      columns={COLUMNS}
      sort={{ id: 'time', desc: true }}
      filters={FILTERS}
      empty={
        <Notice title="No trades yet">
          Fills appear here as they happen. Older ones are in the history of each account.
        </Notice>
      }
    />
  );
}
