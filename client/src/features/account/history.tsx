import { useInfiniteQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useMemo, useState } from 'react';
import {
  HISTORY_TABLES,
  historyCsvPath,
  historyPage,
  type HistoryRow,
  type HistoryTable,
} from '../../api/history.js';
import { DayField } from '../../ui/day-field.js';
import { Button } from '../../ui/button.js';
import { Notice } from '../../ui/notice.js';
import { Panel } from '../../ui/panel.js';
import { Select } from '../../ui/select.js';
import { DataTable } from '../../ui/table/data-table.js';
import { useAddress } from '../../ui/use-address.js';
import type { Sort } from '../../ui/table/table-head.js';
import { underBase } from '../../api/base-path.js';
import { HISTORY_COLUMNS } from './history-columns.js';
import { spanOf } from './span.js';

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
const keyOf = ({ id }: HistoryRow): string => String(id);

/** History of one account by table, with a date range and a matching CSV export. */
export default function History({ index }: { index: number }) {
  const { get, set } = useAddress();
  const named = get('table') ?? '';
  const table = (Object.hasOwn(HISTORY_TABLES, named) ? named : 'trades') as HistoryTable;
  const from = get('from') ?? '';
  const to = get('to') ?? '';
  const span = useMemo(() => spanOf(from, to), [from, to]);
  const [sort, setSort] = useState<Sort | null>(null);
  const { data, error, isPending, hasNextPage, fetchNextPage, isFetching, refetch } = useInfiniteQuery({
    queryKey: ['history', table, index, span],
    queryFn: ({ pageParam }) => historyPage(table, index, span, { limit: PAGE, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });
  const rows = useMemo(() => data?.pages.flatMap((page) => page.rows) ?? null, [data]);

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
          <Button look="quiet" onClick={() => void refetch()}>
            Refresh
          </Button>
          <a
            href={underBase(historyCsvPath(table, index, span))}
            download
            className="border-line-strong hover:bg-hover flex h-7 items-center gap-1.5 rounded-md border px-2.5 text-xs font-medium pointer-coarse:h-9"
          >
            <Download size={13} aria-hidden /> CSV
          </a>
        </>
      }
    >
      {error ? (
        <Notice
          title="The history cannot be read"
          action={<Button onClick={() => void refetch()}>Try again</Button>}
        >
          {error.message}
        </Notice>
      ) : (
        <>
          <DataTable
            label={`History: ${LABELS[table]}`}
            rows={isPending ? null : rows}
            rowKey={keyOf}
            columns={HISTORY_COLUMNS[table]}
            sort={sort}
            onSort={setSort}
            empty={
              <Notice title="Nothing in this range">
                Choose other days, or wait for something to happen.
              </Notice>
            }
          />
          {hasNextPage && (
            <div className="border-line flex justify-center border-t p-1.5">
              <Button look="quiet" disabled={isFetching} onClick={() => void fetchNextPage()}>
                Older rows
              </Button>
            </div>
          )}
        </>
      )}
    </Panel>
  );
}
