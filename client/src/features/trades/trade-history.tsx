import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useMemo, useState } from 'react';
import { underBase } from '../../api/base-path.js';
import { allTradesCsvPath, allTradesPage, pnlOf, type HistoryRows } from '../../api/history.js';
import {
  moneyColumn,
  quantityColumn,
  marketColumn,
  sideColumn,
  timeColumn,
} from '../../columns/column-factories';
import { shownZone } from '../../format/time.js';
import { useLive } from '../../live/use-live.js';
import { nameOf } from '../../portfolio/account-name.js';
import { rangeOf } from '../../portfolio/date-range.js';
import { accountName } from '../../preferences/preferences-store.js';
import { AccountName } from '../../ui/account-name.js';
import { Button } from '../../ui/button.js';
import { DayField } from '../../ui/day-field.js';
import { Notice } from '../../ui/notice.js';
import { Num } from '../../ui/num.js';
import { Panel } from '../../ui/panel.js';
import type { Column } from '../../ui/table/column.js';
import { DataTable } from '../../ui/table/data-table.js';
import type { Sort } from '../../ui/table/table-head.js';
import { useAddress } from '../../ui/use-address.js';

type Row = HistoryRows['trades'];
const PAGE = 500;
const keyOf = ({ id }: Row): string => String(id);

/** Every recorded trade of all accounts in a range, with its totals and as CSV. */
export function TradeHistory() {
  const { get, set } = useAddress();
  const [from, to] = [get('from') ?? '', get('to') ?? ''];
  const zone = shownZone();
  const span = useMemo(() => rangeOf(from, to, zone), [from, to, zone]);
  const [sort, setSort] = useState<Sort | null>(null);
  const accounts = useLive((state) => state.throttled);
  const columns = useMemo(() => columnsWith(accounts), [accounts]);
  const trades = useInfiniteQuery({
    queryKey: ['trades', span],
    queryFn: ({ pageParam }) => allTradesPage(span, { limit: PAGE, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });
  const totals = useQuery({ queryKey: ['trade-totals', span], queryFn: () => pnlOf('account', span) });
  const rows = useMemo(() => trades.data?.pages.flatMap((page) => page.rows) ?? null, [trades.data]);
  const total = totals.data?.total;
  return (
    <Panel
      title="Trades of all accounts"
      count={total?.trades}
      className="min-h-80 flex-1"
      aside={
        <>
          {total && (
            <span className="text-muted flex gap-3 text-xs">
              <span>
                volume <Num value={total.volume} />
              </span>
              <span>
                fees <Num value={total.fees} />
              </span>
              <span>
                realized <Num value={total.realized_pnl} signed />
              </span>
            </span>
          )}
          <DayField label="From" value={from} onChange={(day) => set('from', day)} />
          <DayField label="To" value={to} onChange={(day) => set('to', day)} />
          <a
            href={underBase(allTradesCsvPath(span))}
            download
            className="border-line-strong hover:bg-hover flex h-7 items-center gap-1.5 rounded-md border px-2.5 text-xs font-medium pointer-coarse:h-9"
          >
            <Download size={13} aria-hidden /> CSV
          </a>
        </>
      }
    >
      {trades.error ? (
        <Notice title="The history cannot be read">{trades.error.message}</Notice>
      ) : (
        <>
          <DataTable
            label="Trades of all accounts"
            rows={rows}
            rowKey={keyOf}
            columns={columns}
            sort={sort}
            onSort={setSort}
            empty={<Notice title="No trades in this range" />}
          />
          {trades.hasNextPage && (
            <div className="border-line flex justify-center border-t p-1.5">
              <Button look="quiet" disabled={trades.isFetching} onClick={() => void trades.fetchNextPage()}>
                Older trades
              </Button>
            </div>
          )}
        </>
      )}
    </Panel>
  );
}

function columnsWith(accounts: ReadonlyMap<number, Parameters<typeof nameOf>[0]>): readonly Column<Row>[] {
  const nameIn = ({ account_index }: Row): string => {
    const account = accounts.get(account_index ?? -1);
    return account ? nameOf(account) : '';
  };
  return [
    timeColumn('time', 'Time', ({ timestamp }) => (timestamp ? Date.parse(timestamp) : null)),
    {
      id: 'account',
      header: 'Account',
      width: 170,
      value: (row) => `${accountName(row.account_index ?? -1, nameIn(row))} ${row.account_index}`,
      cell: (row) => <AccountName index={row.account_index ?? -1} name={nameIn(row)} />,
    },
    marketColumn(({ market }) => market ?? ''),
    sideColumn(({ side }) => (side === 'sell' ? 'sell' : 'buy')),
    quantityColumn('size', 'Size', ({ size }) => size ?? null),
    quantityColumn('price', 'Price', ({ price }) => price ?? null),
    moneyColumn('usd', 'Value', ({ usd_amount }) => usd_amount ?? null),
    moneyColumn('pnl', 'Realized PnL', ({ realized_pnl }) => realized_pnl ?? null, { signed: true }),
    moneyColumn('fee', 'Fee', ({ fee }) => fee ?? null, { width: 72 }),
  ];
}
