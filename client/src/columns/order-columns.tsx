import { signOf } from '../format/decimal.js';
import { dateTime } from '../format/time.js';
import type { Order } from '../live/model.js';
import type { OrderEntry } from '../portfolio/entries.js';
import { Badge } from '../ui/badge.js';
import { Quantity } from '../ui/quantity.js';
import { Side } from '../ui/side.js';
import type { Column } from '../ui/table/column.js';
import { None } from '../ui/unknown.js';

export const ORDER_COLUMNS: readonly Column<OrderEntry>[] = [
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
    id: 'type',
    header: 'Type',
    width: 92,
    value: ({ item }) => item.type,
    cell: ({ item }) => (
      <span className="flex items-center gap-1 truncate">
        {item.type.replaceAll('-', ' ')}
        {item.reduce_only && <Badge title="Only ever makes the position smaller">reduce</Badge>}
      </span>
    ),
  },
  quantity('price', 'Price', ({ price }) => price),
  quantity(
    'trigger',
    'Trigger',
    ({ trigger_price }) => (signOf(trigger_price) > 0 ? trigger_price : null),
    'none',
  ),
  quantity('amount', 'Amount', ({ initial_base_amount }) => initial_base_amount),
  quantity('filled', 'Filled', ({ filled_base_amount }) => filled_base_amount),
  quantity('remaining', 'Remaining', ({ remaining_base_amount }) => remaining_base_amount),
  {
    id: 'status',
    header: 'Status',
    width: 80,
    value: ({ item }) => item.status,
    cell: ({ item }) => <Badge>{item.status}</Badge>,
  },
  {
    id: 'tif',
    header: 'In force',
    width: 110,
    value: ({ item }) => item.time_in_force.replaceAll('-', ' '),
    hidden: true,
  },
  {
    id: 'updated',
    header: 'Updated',
    width: 172,
    align: 'right',
    order: 'number',
    value: ({ item }) => item.updated_at,
    cell: ({ item }) => <span className="num text-muted">{dateTime(item.updated_at)}</span>,
  },
  {
    id: 'id',
    header: 'Order id',
    width: 150,
    value: ({ item }) => item.order_id,
    cell: ({ item }) => <span className="num text-muted truncate">{item.order_id}</span>,
  },
];

function quantity(
  id: string,
  header: string,
  of: (order: Order) => string | null,
  none?: string,
): Column<OrderEntry> {
  return {
    id,
    header,
    align: 'right',
    width: 96,
    order: 'decimal',
    value: ({ item }) => of(item),
    cell: ({ item, stale }) => {
      const value = of(item);
      return value === null && none ? <None label={none} /> : <Quantity value={value} stale={stale} />;
    },
  };
}
