import { sum } from '../format/decimal.js';
import { dateTime } from '../format/time.js';
import type { TradeEntry } from '../portfolio/entries.js';
import { Badge } from '../ui/badge.js';
import { Num } from '../ui/num.js';
import { Quantity } from '../ui/quantity.js';
import { Side } from '../ui/side.js';
import type { Column } from '../ui/table/column.js';

export const TRADE_COLUMNS: readonly Column<TradeEntry>[] = [
  {
    id: 'time',
    header: 'Time',
    width: 172,
    order: 'number',
    value: ({ item }) => item.timestamp,
    cell: ({ item }) => <span className="num text-muted">{dateTime(item.timestamp)}</span>,
  },
  {
    id: 'market',
    header: 'Market',
    width: 80,
    value: ({ item }) => item.symbol,
    cell: ({ item }) => <strong className="font-semibold">{item.symbol}</strong>,
  },
  {
    id: 'side',
    header: 'Side',
    width: 64,
    value: ({ item }) => item.side,
    cell: ({ item }) => <Side side={item.side} />,
  },
  {
    id: 'size',
    header: 'Size',
    align: 'right',
    width: 104,
    order: 'decimal',
    value: ({ item }) => item.size,
    cell: ({ item }) => <Quantity value={item.size} />,
  },
  {
    id: 'price',
    header: 'Price',
    align: 'right',
    width: 110,
    order: 'decimal',
    value: ({ item }) => item.price,
    cell: ({ item }) => <Quantity value={item.price} />,
  },
  {
    id: 'usd',
    header: 'Value',
    align: 'right',
    width: 116,
    order: 'decimal',
    value: ({ item }) => item.usd_amount,
    cell: ({ item }) => <Num value={item.usd_amount} flash={false} />,
    total: (rows) => <Num value={sum(rows.map(({ item }) => item.usd_amount))} flash={false} />,
  },
  {
    id: 'pnl',
    header: 'Realized PnL',
    align: 'right',
    width: 116,
    order: 'decimal',
    value: ({ item }) => item.realized_pnl,
    cell: ({ item }) => (
      <Num
        value={item.realized_pnl}
        signed
        flash={false}
        reason="The exchange does not tell it for this trade"
      />
    ),
    total: (rows) => <Num value={sum(rows.map(({ item }) => item.realized_pnl))} signed flash={false} />,
  },
  {
    id: 'fee',
    header: 'Fee',
    align: 'right',
    width: 90,
    order: 'decimal',
    value: ({ item }) => item.fee,
    cell: ({ item }) => <Num value={item.fee} flash={false} />,
  },
  {
    id: 'role',
    header: 'Role',
    width: 76,
    value: ({ item }) => item.role,
    cell: ({ item }) => <Badge>{item.role}</Badge>,
  },
  {
    id: 'type',
    header: 'Type',
    width: 100,
    value: ({ item }) => item.type,
    cell: ({ item }) =>
      item.type === 'trade' ? (
        <span className="text-muted">trade</span>
      ) : (
        <Badge tone="warn">{item.type}</Badge>
      ),
  },
  {
    id: 'id',
    header: 'Trade id',
    width: 120,
    value: ({ item }) => item.trade_id,
    cell: ({ item }) => <span className="num text-muted truncate">{item.trade_id}</span>,
  },
];
