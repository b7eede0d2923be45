import type { TradeEntry } from '../portfolio/entries.js';
import { Badge } from '../ui/badge.js';
import type { Column } from '../ui/table/column.js';
import {
  badgeColumn,
  idColumn,
  marketColumn,
  moneyColumn,
  quantityColumn,
  sideColumn,
  timeColumn,
} from './column-factories';

export const TRADE_COLUMNS: readonly Column<TradeEntry>[] = [
  timeColumn('time', 'Time', ({ item }) => item.timestamp),
  marketColumn(({ item }) => item.symbol),
  sideColumn(({ item }) => item.side),
  quantityColumn('size', 'Size', ({ item }) => item.size, { width: 88 }),
  quantityColumn('price', 'Price', ({ item }) => item.price, { width: 88 }),
  moneyColumn('usd', 'Value', ({ item }) => item.usd_amount, { width: 112, total: true }),
  moneyColumn('pnl', 'Realized PnL', ({ item }) => item.realized_pnl, {
    width: 112,
    signed: true,
    total: true,
    reason: () => 'The exchange reports neither the PnL of this trade nor the position before it',
  }),
  moneyColumn('fee', 'Fee', ({ item }) => item.fee, { width: 72 }),
  badgeColumn('role', 'Role', ({ item }) => item.role, { width: 72 }),
  {
    id: 'type',
    header: 'Type',
    width: 94,
    value: ({ item }) => item.type,
    cell: ({ item }) =>
      item.type === 'trade' ? (
        <span className="text-muted">trade</span>
      ) : (
        <Badge tone="warn">{item.type}</Badge>
      ),
  },
  idColumn('id', 'Trade id', ({ item }) => item.trade_id, { width: 116 }),
];
