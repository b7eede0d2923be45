import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import {
  HISTORY_TABLES,
  historyCsvPath,
  historyPage,
  type HistoryRow,
  type HistoryTable,
} from '../../api/history.js';
import { shownZone } from '../../format/time.js';
import { HistoryPages } from '../../lists/history-pages.js';
import { rangeOf } from '../../portfolio/date-range.js';
import { CsvLink } from '../../ui/csv-link.js';
import { DayField } from '../../ui/day-field.js';
import { Button } from '../../ui/button.js';
import { Notice } from '../../ui/notice.js';
import { Panel } from '../../ui/panel.js';
import { Select } from '../../ui/select.js';
import { useAddress } from '../../ui/use-address.js';
import { HISTORY_COLUMNS } from './history-columns.js';

const LABELS: Record<HistoryTable, string> = {
  trades: 'Trades',
  orders: 'Order states',
  positions: 'Position changes',
  funding: 'Funding',
  'cash-flows': 'Deposits and withdrawals',
  gaps: 'Gaps',
  outages: 'Link outages',
  accounts: 'Snapshots',
};
const PAGE = 200;

/** History of one account by table, with a date range and a matching CSV export. */
export default function History({ index }: { index: number }) {
  const { get, set } = useAddress();
  const named = get('table') ?? '';
  const table = (Object.hasOwn(HISTORY_TABLES, named) ? named : 'trades') as HistoryTable;
  const from = get('from') ?? '';
  const to = get('to') ?? '';
  const zone = shownZone();
  const span = useMemo(() => rangeOf(from, to, zone), [from, to, zone]);
  const queryClient = useQueryClient();
  const queryKey = ['history', table, index, span];
  return (
    <Panel
      title="History"
      className="min-h-80 flex-1"
      aside={
        <>
          <Select
            label="What of"
            options={Object.entries(LABELS).map(([value, label]) => ({ value, label }))}
            value={table}
            onChange={(event) => set('table', event.target.value)}
          />
          <DayField label="From" value={from} onChange={(day) => set('from', day)} />
          <DayField label="To" value={to} onChange={(day) => set('to', day)} />
          <Button look="quiet" onClick={() => void queryClient.invalidateQueries({ queryKey })}>
            Refresh
          </Button>
          <CsvLink path={historyCsvPath(table, index, span)} />
        </>
      }
    >
      <HistoryPages<HistoryRow>
        key={table}
        label={`History: ${LABELS[table]}`}
        queryKey={queryKey}
        read={(cursor) => historyPage(table, index, span, { limit: PAGE, cursor })}
        columns={HISTORY_COLUMNS[table]}
        more="Older rows"
        empty={
          <Notice title="Nothing in this range">Choose other days, or wait for something to happen.</Notice>
        }
      />
    </Panel>
  );
}
