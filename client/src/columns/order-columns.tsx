import {
  absolute,
  difference,
  isZero,
  parseDecimal,
  quotient,
  signOf,
  times,
} from 'lighter-broadcaster-protocol/decimal';
import type { Order } from '../live/model.js';
import type { OrderEntry } from '../portfolio/entries.js';
import { Badge } from '../ui/badge.js';
import type { Column } from '../ui/table/column.js';
import { isStale } from './entry-columns.js';
import {
  badgeColumn,
  idColumn,
  marketColumn,
  quantityColumn,
  sideColumn,
  timeColumn,
} from './column-factories';

const look = { width: 86, stale: isStale };

export const ORDER_COLUMNS: readonly Column<OrderEntry>[] = [
  marketColumn(({ item }) => item.symbol),
  sideColumn(({ item }) => item.side),
  {
    id: 'type',
    header: 'Type',
    width: 78,
    value: ({ item }) => item.type,
    cell: ({ item }) => (
      <span className="flex items-center gap-1 truncate">
        {item.type.replaceAll('-', ' ')}
        {item.reduce_only && <Badge title="Can only reduce the position">reduce</Badge>}
      </span>
    ),
  },
  quantityColumn('price', 'Price', ({ item }) => item.price, look),
  quantityColumn('trigger', 'Trigger', ({ item }) => triggerOf(item), { ...look, none: 'none' }),
  quantityColumn('distance', 'From mark', distanceOf, {
    ...look,
    width: 84,
    unit: '%',
    none: '–',
    ascendingFirst: true,
    hint: 'Distance of its trigger or price from the mark, in percent; known where the account has a position',
  }),
  quantityColumn('amount', 'Amount', ({ item }) => item.initial_base_amount, look),
  quantityColumn('filled', 'Filled', ({ item }) => item.filled_base_amount, look),
  quantityColumn('remaining', 'Remaining', ({ item }) => item.remaining_base_amount, look),
  badgeColumn('status', 'Status', ({ item }) => item.status, { width: 80 }),
  {
    id: 'tif',
    header: 'In force',
    width: 110,
    value: ({ item }) => item.time_in_force.replaceAll('-', ' '),
    hidden: true,
  },
  timeColumn('updated', 'Updated', ({ item }) => item.updated_at),
  idColumn('id', 'Order id', ({ item }) => item.order_id, { width: 162 }),
];

function triggerOf({ trigger_price }: Order): string | null {
  return signOf(trigger_price) > 0 ? trigger_price : null;
}

/** In percent of the mark. */
function distanceOf({ item, beside: { mark } }: OrderEntry): string | null {
  if (mark === null || isZero(mark)) return null;
  const away = absolute(difference(triggerOf(item) ?? item.price, mark));
  return quotient(times(parseDecimal(away), parseDecimal('100')), parseDecimal(mark), 2);
}
