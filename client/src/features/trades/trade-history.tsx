import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { allTradesCsvPath, allTradesPage, pnlOf, type HistoryRows } from '../../api/history.js';
import {
  accountColumn,
  moneyColumn,
  quantityColumn,
  marketColumn,
  sideColumn,
  timeColumn,
} from '../../columns/column-factories';
import { shownZone } from '../../format/time.js';
import { HistoryPages } from '../../lists/history-pages.js';
import type { AccountState } from '../../live/model.js';
import { useLive } from '../../live/use-live.js';
import { nameIn } from '../../portfolio/account-name.js';
import { rangeOf } from '../../portfolio/date-range.js';
import { CsvLink } from '../../ui/csv-link.js';
import { DayField } from '../../ui/day-field.js';
import { Notice } from '../../ui/notice.js';
import { Num } from '../../ui/num.js';
import { Panel } from '../../ui/panel.js';
import type { CardLayout } from '../../ui/table/card.js';
import type { Column } from '../../ui/table/column.js';
import { useAddress } from '../../ui/use-address.js';
import { usePhone } from '../../ui/use-screen.js';

type Row = HistoryRows['trades'];
const PAGE = 500;
const CARD: CardLayout = {
  first: ['market', 'side', 'size', ['at', 'price']],
  firstEnd: ['pnl'],
  second: ['account', 'time'],
  secondEnd: ['usd'],
};

/** Every recorded trade of all accounts in a range, with its totals and as CSV. */
export function TradeHistory() {
  const { get, set } = useAddress();
  const phone = usePhone();
  const [from, to] = [get('from') ?? '', get('to') ?? ''];
  const zone = shownZone();
  const span = useMemo(() => rangeOf(from, to, zone), [from, to, zone]);
  const accounts = useLive((state) => state.throttled);
  const columns = useMemo(() => columnsWith(accounts), [accounts]);
  const totals = useQuery({ queryKey: ['trade-totals', span], queryFn: () => pnlOf('account', span) });
  const total = totals.data?.total;
  return (
    <Panel
      title="Trades of all accounts"
      count={total?.trades}
      className={phone ? 'min-h-80 shrink-0' : 'min-h-80 flex-1'}
      aside={
        <>
          {totals.error && (
            <span className="text-warn text-xs" title={totals.error.message}>
              totals unknown
            </span>
          )}
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
          <CsvLink path={allTradesCsvPath(span)} />
        </>
      }
    >
      <HistoryPages
        label="Trades of all accounts"
        queryKey={['trades', span]}
        read={(cursor) => allTradesPage(span, { limit: PAGE, cursor })}
        columns={columns}
        card={CARD}
        more="Older trades"
        empty={<Notice title="No trades in this range" />}
      />
    </Panel>
  );
}

function columnsWith(accounts: ReadonlyMap<number, AccountState>): readonly Column<Row>[] {
  return [
    timeColumn('time', 'Time', ({ timestamp }) => (timestamp ? Date.parse(timestamp) : null)),
    accountColumn(({ account_index: index }) =>
      typeof index === 'number' ? { index, name: nameIn(accounts, index) } : null,
    ),
    marketColumn(({ market }) => market ?? ''),
    sideColumn(({ side }) => (side === 'sell' ? 'sell' : 'buy')),
    quantityColumn('size', 'Size', ({ size }) => size ?? null),
    quantityColumn('price', 'Price', ({ price }) => price ?? null),
    moneyColumn('usd', 'Value', ({ usd_amount }) => usd_amount ?? null),
    moneyColumn('pnl', 'Realized PnL', ({ realized_pnl }) => realized_pnl ?? null, { signed: true }),
    moneyColumn('fee', 'Fee', ({ fee }) => fee ?? null, { width: 72 }),
  ];
}
