import Big from 'big.js';
import { absolute, compareDecimals, signOf, sum } from '../format/decimal.js';
import type { Position } from '../live/model.js';
import type { PositionEntry } from '../portfolio/entries.js';
import { Badge } from '../ui/badge.js';
import { Num } from '../ui/num.js';
import { Quantity } from '../ui/quantity.js';
import { Side } from '../ui/side.js';
import type { Column } from '../ui/table/column.js';
import { None } from '../ui/unknown.js';

/** Below this distance to liquidation (percent) a position is marked. */
const NEAR_LIQUIDATION = '10';

export const sideOf = ({ size }: Position): 'long' | 'short' => (size.startsWith('-') ? 'short' : 'long');

/** Times of the margin: an initial margin fraction of 5 % is 20x. */
function leverageOf({ initial_margin_fraction }: Position): string | null {
  return signOf(initial_margin_fraction) > 0
    ? new Big(100).div(initial_margin_fraction).round(1).toFixed()
    : null;
}

export const POSITION_COLUMNS: readonly Column<PositionEntry>[] = [
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
    width: 68,
    value: ({ item }) => sideOf(item),
    cell: ({ item }) => <Side side={sideOf(item)} />,
  },
  {
    id: 'size',
    header: 'Size',
    align: 'right',
    width: 110,
    order: 'decimal',
    value: ({ item }) => item.size,
    cell: ({ item, stale }) => <Quantity value={absolute(item.size)} stale={stale} flash />,
  },
  {
    id: 'entry',
    header: 'Entry',
    align: 'right',
    width: 110,
    order: 'decimal',
    value: ({ item }) => item.avg_entry_price,
    cell: ({ item, stale }) => <Quantity value={item.avg_entry_price} stale={stale} />,
  },
  {
    id: 'mark',
    header: 'Mark',
    align: 'right',
    width: 110,
    order: 'decimal',
    value: ({ item }) => item.mark_price,
    cell: ({ item, stale }) => (
      <Quantity value={item.mark_price} stale={stale} flash reason="No mark price heard of this market yet" />
    ),
  },
  {
    id: 'value',
    header: 'Value',
    align: 'right',
    width: 120,
    order: 'decimal',
    value: ({ item }) => item.position_value,
    cell: ({ item, stale }) => <Num value={item.position_value} stale={stale} />,
    total: (rows) => <Num value={sum(rows.map(({ item }) => item.position_value))} flash={false} />,
  },
  {
    id: 'unrealized',
    header: 'Unrealized PnL',
    align: 'right',
    width: 120,
    order: 'decimal',
    value: ({ item }) => item.unrealized_pnl,
    cell: ({ item, stale }) => <Num value={item.unrealized_pnl} signed stale={stale} />,
    total: (rows) => <Num value={sum(rows.map(({ item }) => item.unrealized_pnl))} signed flash={false} />,
  },
  {
    id: 'realized',
    header: 'Realized PnL',
    align: 'right',
    width: 120,
    order: 'decimal',
    value: ({ item }) => item.realized_pnl,
    cell: ({ item, stale }) => <Num value={item.realized_pnl} signed stale={stale} />,
  },
  {
    id: 'leverage',
    header: 'Leverage',
    align: 'right',
    width: 76,
    order: 'decimal',
    value: ({ item }) => leverageOf(item),
    cell: ({ item }) => <Num value={leverageOf(item)} unit="×" flash={false} />,
  },
  {
    id: 'margin',
    header: 'Margin',
    width: 80,
    value: ({ item }) => item.margin_mode,
    cell: ({ item }) => <Badge>{item.margin_mode}</Badge>,
  },
  {
    id: 'liquidation',
    header: 'Liq. price',
    align: 'right',
    width: 110,
    order: 'decimal',
    value: ({ item }) => (signOf(item.liquidation_price) > 0 ? item.liquidation_price : null),
    cell: ({ item, stale }) =>
      signOf(item.liquidation_price) > 0 ? (
        <Quantity value={item.liquidation_price} stale={stale} />
      ) : (
        <None />
      ),
  },
  {
    id: 'distance',
    header: 'To liq.',
    hint: 'Distance of the mark to the liquidation price, in percent of the mark',
    align: 'right',
    width: 84,
    order: 'decimal',
    value: ({ item }) => item.liquidation_distance,
    cell: ({ item, stale }) => <LiquidationDistance distance={item.liquidation_distance} stale={stale} />,
  },
];

function LiquidationDistance({ distance, stale }: { distance: string | null; stale: boolean }) {
  if (distance === null) return <None />;
  const near = compareDecimals(distance, NEAR_LIQUIDATION) < 0;
  return (
    <span className={near ? 'text-down font-semibold' : undefined}>
      {near && <span title={`Less than ${NEAR_LIQUIDATION} % from liquidation`}>! </span>}
      <Num value={distance} unit="%" stale={stale} />
    </span>
  );
}
