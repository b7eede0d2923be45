import { absolute, parseDecimal, quotient, signOf } from 'lighter-broadcaster-protocol/decimal';
import type { Position } from '../live/model.js';
import type { PositionEntry } from '../portfolio/entries.js';
import { fundingOf, returnOf } from '../portfolio/position-return.js';
import type { Column } from '../ui/table/column.js';
import { None } from '../ui/unknown.js';
import { LiquidationDistance } from './liquidation-distance.js';
import { isStale } from './entry-columns.js';
import { badgeColumn, marketColumn, moneyColumn, quantityColumn, sideColumn } from './column-factories';

export const sideOf = ({ size }: Position): 'long' | 'short' => (size.startsWith('-') ? 'short' : 'long');

/** Leverage: an initial margin fraction of 5 % is 20x. */
function leverageOf({ initial_margin_fraction }: Position): string | null {
  return initial_margin_fraction !== null && signOf(initial_margin_fraction) > 0
    ? quotient(parseDecimal('100'), parseDecimal(initial_margin_fraction), 1).replace('.0', '')
    : null;
}

function liquidationOf({ liquidation_price }: Position): string | null {
  return liquidation_price !== null && signOf(liquidation_price) > 0 ? liquidation_price : null;
}

// Narrow, so that all up to the margin fits on a common screen.
const still = { stale: isStale, width: 84 };
const traded = { ...still, flash: true };

export const POSITION_COLUMNS: readonly Column<PositionEntry>[] = [
  marketColumn(({ item }) => item.symbol),
  sideColumn(({ item }) => sideOf(item)),
  {
    ...quantityColumn('size', 'Size', ({ item }) => absolute(item.size), traded),
    value: ({ item }) => item.size,
  },
  quantityColumn('entry', 'Entry', ({ item }) => item.avg_entry_price, still),
  quantityColumn('mark', 'Mark', ({ item }) => item.mark_price, {
    ...still,
    reason: () => 'No mark price received for this market yet',
  }),
  moneyColumn('value', 'Value', ({ item }) => item.position_value, { ...still, width: 104, total: true }),
  moneyColumn('unrealized', 'Unrealized PnL', ({ item }) => item.unrealized_pnl, {
    ...still,
    width: 108,
    signed: true,
    total: true,
  }),
  moneyColumn('roe', 'ROE', ({ item }) => returnOf(item), {
    ...still,
    width: 74,
    signed: true,
    unit: '%',
    hint: 'Unrealized PnL in percent of the margin of the position',
    reason: () => 'The exchange has not reported the margin of this position yet',
  }),
  moneyColumn('realized', 'Realized PnL', ({ item }) => item.realized_pnl, {
    ...still,
    width: 106,
    signed: true,
  }),
  moneyColumn('funding', 'Funding', ({ item }) => fundingOf(item), {
    ...still,
    signed: true,
    total: true,
    hidden: true,
    hint: 'Received less paid since the position opened',
    reason: () => 'The exchange has not reported the funding of this position',
  }),
  {
    id: 'distance',
    header: 'To liq.',
    hint: 'Distance of the mark to the liquidation price, in percent of the mark',
    align: 'right',
    width: 88,
    order: 'decimal',
    ascendingFirst: true,
    value: ({ item }) => item.liquidation_distance,
    cell: ({ item, stale }) => <LiquidationDistance distance={item.liquidation_distance} stale={stale} />,
  },
  quantityColumn('liquidation', 'Liq. price', ({ item }) => liquidationOf(item), {
    ...still,
    width: 98,
    none: 'none',
  }),
  quantityColumn('leverage', 'Leverage', ({ item }) => leverageOf(item), {
    ...{ unit: '×', width: 76, hidden: true },
  }),
  badgeColumn('margin', 'Margin', ({ item }) => item.margin_mode ?? '', {
    width: 92,
    text: ({ item }) => {
      const leverage = leverageOf(item);
      return `${item.margin_mode ?? 'unknown'}${leverage === null ? '' : ` ${leverage}×`}`;
    },
  }),
  {
    id: 'guards',
    header: 'TP / SL',
    hint: 'Trigger prices of the nearest orders that take profit or stop the loss',
    width: 112,
    value: ({ beside: { takeProfit, stopLoss } }) =>
      takeProfit === null && stopLoss === null ? null : `${takeProfit ?? '–'} / ${stopLoss ?? '–'}`,
    cell: ({ beside: { takeProfit, stopLoss } }) =>
      takeProfit === null && stopLoss === null ? (
        <None />
      ) : (
        <span className="num truncate">{`${takeProfit ?? '–'} / ${stopLoss ?? '–'}`}</span>
      ),
  },
];
