import {
  countColumn,
  idColumn,
  marketColumn,
  moneyColumn,
  quantityColumn,
  sideColumn,
  timeColumn,
} from '../../columns/column-factories';
import type { HistoryRow, HistoryRows, HistoryTable } from '../../api/history.js';
import type { Column } from '../../ui/table/column.js';

type Kind = keyof typeof KINDS;

/** Columns as [field, title, kind]. */
const PLANS: { [T in HistoryTable]: readonly (readonly [keyof HistoryRows[T] & string, string, Kind])[] } = {
  trades: [
    ['timestamp', 'Time', 'time'],
    ['market', 'Market', 'market'],
    ['side', 'Side', 'side'],
    ['size', 'Size', 'quantity'],
    ['price', 'Price', 'quantity'],
    ['usd_amount', 'Value', 'money'],
    ['realized_pnl', 'Realized PnL', 'pnl'],
    ['fee', 'Fee', 'money'],
    ['role', 'Role', 'text'],
    ['trade_id', 'Trade id', 'id'],
  ],
  orders: [
    ['timestamp', 'Time', 'time'],
    ['market', 'Market', 'market'],
    ['side', 'Side', 'side'],
    ['order_type', 'Type', 'text'],
    ['status', 'Status', 'text'],
    ['price', 'Price', 'quantity'],
    ['size', 'Amount', 'quantity'],
    ['filled', 'Filled', 'quantity'],
    ['order_id', 'Order id', 'id'],
  ],
  positions: [
    ['timestamp', 'Time', 'time'],
    ['market', 'Market', 'market'],
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
    ['market', 'Market', 'market'],
    ['position_side', 'Side', 'side'],
    ['change', 'Received', 'pnl'],
    ['rate', 'Rate', 'quantity'],
    ['position_size', 'Position', 'quantity'],
  ],
  'cash-flows': [
    ['timestamp', 'Time', 'time'],
    ['amount', 'Amount', 'pnl'],
    ['source', 'Source', 'text'],
    ['confirmed_at', 'Confirmed', 'time'],
  ],
  gaps: [
    ['opened_at', 'Opened', 'time'],
    ['closed_at', 'Closed', 'time'],
    ['cause', 'Cause', 'words'],
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

const NONE = { none: '–' };

const KINDS = {
  time: (id, header) => timeColumn(id, header, (row) => timeIn(row, id)),
  market: (id) => marketColumn((row) => textIn(row, id) ?? '–'),
  side: (id) => sideColumn((row) => textIn(row, id) as 'buy'),
  money: (id, header) => moneyColumn(id, header, (row) => textIn(row, id), NONE),
  pnl: (id, header) => moneyColumn(id, header, (row) => textIn(row, id), { ...NONE, signed: true }),
  quantity: (id, header) => quantityColumn(id, header, (row) => textIn(row, id), NONE),
  count: (id, header) => countColumn(id, header, (row) => countIn(row, id), NONE),
  yes: (id, header) => ({ id, header, width: 100, value: (row) => yesOrNo(textIn(row, id)) }),
  text: (id, header) => ({ id, header, width: 100, value: (row) => textIn(row, id) || '–' }),
  words: (id, header) => ({
    id,
    header,
    width: 100,
    value: (row) => textIn(row, id)?.replaceAll('-', ' ') ?? '–',
  }),
  id: (id, header) => idColumn(id, header, (row) => textIn(row, id), { width: 150 }),
} satisfies Record<string, (id: string, header: string) => Column<HistoryRow>>;

export const HISTORY_COLUMNS = Object.fromEntries(
  Object.entries(PLANS).map(([table, plan]) => [
    table,
    plan.map(([id, header, kind]) => KINDS[kind](id, header)),
  ]),
) as unknown as Record<HistoryTable, readonly Column<HistoryRow>[]>;

/** Rows of all tables share one type here; the plans tie each field to its table. */
function textIn(row: HistoryRow, name: string): string | null {
  const value = (row as unknown as Record<string, string | number | boolean | null>)[name] ?? null;
  return value === null ? null : String(value);
}

function timeIn(row: HistoryRow, name: string): number | null {
  const text = textIn(row, name);
  return text === null ? null : Date.parse(text);
}

function countIn(row: HistoryRow, name: string): number | null {
  const text = textIn(row, name);
  return text === null ? null : Number(text);
}

function yesOrNo(text: string | null): string {
  return text === null ? '–' : text === 'true' ? 'yes' : 'no';
}
