import { badgeColumn, countColumn, moneyColumn } from '../../columns/column-factories';
import type { AccountFigures, Health } from '../../portfolio/account-figures.js';
import { AccountName } from '../../ui/account-name.js';
import { Age } from '../../ui/age.js';
import type { Tone } from '../../ui/badge.js';
import { Num } from '../../ui/num.js';
import type { Column } from '../../ui/table/column.js';
import { None } from '../../ui/unknown.js';

const TONE: Record<Health, Tone> = { live: 'up', stale: 'warn', unknown: 'neutral' };
const isStale = ({ health }: AccountFigures): boolean => health === 'stale';
const why = { stale: isStale, reason: ({ reason }: AccountFigures) => reason };
const sum = { ...why, width: 118, flash: true, total: true };

export const ACCOUNT_COLUMNS: readonly Column<AccountFigures>[] = [
  {
    id: 'name',
    header: 'Account',
    width: 190,
    phoneWidth: 132,
    value: ({ account }) => `${account.name} ${account.account_index}`,
    cell: ({ account }) => <AccountName index={account.account_index} name={account.name} />,
  },
  badgeColumn('health', 'Health', ({ health }) => health, {
    width: 70,
    tone: ({ health }) => TONE[health],
    title: ({ reason }) => reason,
  }),
  moneyColumn('equity', 'Equity', ({ equity }) => equity, sum),
  moneyColumn('unrealized', 'Unrealized PnL', ({ unrealized }) => unrealized, { ...sum, signed: true }),
  moneyColumn('margin', 'Margin used', ({ marginUsed }) => marginUsed, { ...sum, hidden: true }),
  moneyColumn('usage', 'Margin %', ({ marginUsage }) => marginUsage, {
    ...why,
    hint: 'Margin used, in percent of collateral',
    unit: '%',
    width: 76,
    flash: true,
  }),
  {
    id: 'liquidation',
    header: 'Nearest liq.',
    hint: 'Distance of the mark to the nearest liquidation price, in percent of the mark',
    align: 'right',
    width: 98,
    order: 'decimal',
    value: ({ liquidationDistance }) => liquidationDistance,
    cell: (row) =>
      row.positions !== null && row.liquidationDistance === null ? (
        <None />
      ) : (
        <Num value={row.liquidationDistance} unit="%" stale={isStale(row)} reason={row.reason} />
      ),
  },
  countColumn('positions', 'Positions', ({ positions }) => positions, { ...why, width: 74 }),
  countColumn('orders', 'Orders', ({ orders }) => orders, { ...why, width: 60 }),
  moneyColumn('volume', 'Volume 24 h', ({ volume24h }) => volume24h, { ...sum, hidden: true }),
  {
    id: 'age',
    header: 'Confirmed',
    hint: 'Latest confirmation of any section',
    align: 'right',
    width: 80,
    order: 'number',
    value: ({ confirmedAt }) => confirmedAt,
    cell: ({ confirmedAt }) => <Age at={confirmedAt} />,
  },
];
