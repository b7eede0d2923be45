import type { HistoryRow, HistoryTable } from '../../api/history.js';
import { dateTime } from '../../format/time.js';
import { Num } from '../../ui/num.js';
import { Quantity } from '../../ui/quantity.js';
import { Side } from '../../ui/side.js';
import type { Column } from '../../ui/table/column.js';
import { None } from '../../ui/unknown.js';

type Kind = 'time' | 'text' | 'side' | 'money' | 'pnl' | 'quantity' | 'count' | 'yes';

/** Column by column: name in the row, title, kind. */
const PLANS: Record<HistoryTable, readonly (readonly [string, string, Kind])[]> = {
  trades: [
    ['timestamp', 'Time', 'time'],
    ['market', 'Market', 'text'],
    ['side', 'Side', 'side'],
    ['size', 'Size', 'quantity'],
    ['price', 'Price', 'quantity'],
    ['usd_amount', 'Value', 'money'],
    ['realized_pnl', 'Realized PnL', 'pnl'],
    ['fee', 'Fee', 'money'],
    ['role', 'Role', 'text'],
    ['trade_id', 'Trade id', 'text'],
  ],
  orders: [
    ['timestamp', 'Time', 'time'],
    ['market', 'Market', 'text'],
    ['side', 'Side', 'side'],
    ['order_type', 'Type', 'text'],
    ['status', 'Status', 'text'],
    ['price', 'Price', 'quantity'],
    ['size', 'Amount', 'quantity'],
    ['filled', 'Filled', 'quantity'],
    ['order_id', 'Order id', 'text'],
  ],
  positions: [
    ['timestamp', 'Time', 'time'],
    ['market', 'Market', 'text'],
    ['event', 'Event', 'text'],
    ['side', 'Side', 'side'],
    ['size', 'Size', 'quantity'],
    ['entry_price', 'Entry', 'quantity'],
    ['mark_price', 'Mark', 'quantity'],
    ['unrealized_pnl', 'Unrealized PnL', 'pnl'],
    ['realized_pnl', 'Realized PnL', 'pnl'],
  ],
  funding: [
    ['timestamp', 'Time', 'time'],
    ['market', 'Market', 'text'],
    ['position_side', 'Side', 'side'],
    ['change', 'Received', 'pnl'],
    ['rate', 'Rate', 'quantity'],
    ['position_size', 'Position', 'quantity'],
  ],
  gaps: [
    ['opened_at', 'Opened', 'time'],
    ['closed_at', 'Closed', 'time'],
    ['cause', 'Cause', 'text'],
    ['trades_recovered', 'Recovered', 'count'],
    ['complete', 'Complete', 'yes'],
    ['reason', 'Reason', 'text'],
  ],
  outages: [
    ['timestamp', 'Since', 'time'],
    ['ended_at', 'Until', 'time'],
    ['kind', 'Link', 'text'],
    ['state', 'State', 'text'],
    ['reason', 'Why', 'text'],
  ],
  accounts: [
    ['timestamp', 'Time', 'time'],
    ['equity', 'Equity', 'money'],
    ['collateral', 'Collateral', 'money'],
    ['available_balance', 'Available', 'money'],
    ['pnl', 'Unrealized PnL', 'pnl'],
    ['positions_count', 'Positions', 'count'],
    ['orders_count', 'Orders', 'count'],
    ['reason', 'Taken', 'text'],
  ],
};

const NUMERIC: readonly Kind[] = ['money', 'pnl', 'quantity', 'count'];

export const HISTORY_COLUMNS = Object.fromEntries(
  Object.entries(PLANS).map(([table, plan]) => [
    table,
    plan.map(([id, header, kind]) => toColumn(id, header, kind)),
  ]),
) as unknown as Record<HistoryTable, readonly Column<HistoryRow>[]>;

function toColumn(id: string, header: string, kind: Kind): Column<HistoryRow> {
  const numeric = NUMERIC.includes(kind);
  return {
    id,
    header,
    width: kind === 'time' ? 172 : numeric ? 112 : 100,
    ...(numeric && { align: 'right' as const, order: 'decimal' as const }),
    value: (row) => text(row[id]),
    cell: (row) => <Cell kind={kind} value={text(row[id])} />,
  };
}

function text(value: HistoryRow[string] | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}

function Cell({ kind, value }: { kind: Kind; value: string | null }) {
  if (value === null || value === '') return <None label="–" />;
  switch (kind) {
    case 'time':
      return <span className="num text-muted">{dateTime(Date.parse(value))}</span>;
    case 'side':
      return <Side side={value as 'buy'} />;
    case 'money':
      return <Num value={value} flash={false} />;
    case 'pnl':
      return <Num value={value} signed flash={false} />;
    case 'quantity':
      return <Quantity value={value} />;
    case 'yes':
      return value === 'true' ? 'yes' : 'no';
    case 'count':
      return <span className="num">{value}</span>;
    case 'text':
      return <span className="truncate">{value}</span>;
  }
}
