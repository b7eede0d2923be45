import { Age } from '../../ui/age.js';
import { Badge, type Tone } from '../../ui/badge.js';
import { Num } from '../../ui/num.js';
import type { Column } from '../../ui/table/column.js';
import { None } from '../../ui/unknown.js';
import { totalsOf } from '../../portfolio/totals.js';
import type { AccountFigures, Health } from '../../portfolio/account-figures.js';
import { AccountName } from '../../ui/account-name.js';

const TONE: Record<Health, Tone> = { live: 'up', stale: 'warn', unknown: 'neutral' };
const isStale = ({ health }: AccountFigures): boolean => health === 'stale';

export const ACCOUNT_COLUMNS: readonly Column<AccountFigures>[] = [
  {
    id: 'name',
    header: 'Account',
    width: 190,
    value: ({ account }) => `${account.name} ${account.account_index}`,
    cell: ({ account }) => <AccountName index={account.account_index} name={account.name} />,
  },
  {
    id: 'health',
    header: 'Health',
    width: 84,
    value: ({ health }) => health,
    cell: ({ health, reason }) => (
      <Badge tone={TONE[health]} title={reason ?? undefined}>
        {health}
      </Badge>
    ),
  },
  money(
    'equity',
    'Equity',
    ({ equity }) => equity,
    130,
    (rows) => totalsOf(rows).equity,
  ),
  {
    ...money(
      'unrealized',
      'Unrealized PnL',
      ({ unrealized }) => unrealized,
      130,
      (rows) => totalsOf(rows).unrealized,
    ),
    cell: (row) => <Num value={row.unrealized} signed stale={isStale(row)} reason={row.reason} />,
  },
  money(
    'margin',
    'Margin used',
    ({ marginUsed }) => marginUsed,
    130,
    (rows) => totalsOf(rows).marginUsed,
  ),
  {
    id: 'usage',
    header: 'Margin %',
    hint: 'Margin used in percent of the collateral',
    align: 'right',
    width: 84,
    order: 'decimal',
    value: ({ marginUsage }) => marginUsage,
    cell: (row) => <Num value={row.marginUsage} unit="%" stale={isStale(row)} reason={row.reason} />,
  },
  {
    id: 'liquidation',
    header: 'Nearest liq.',
    hint: 'Distance of the mark to the nearest liquidation price, in percent of the mark',
    align: 'right',
    width: 96,
    order: 'decimal',
    value: ({ liquidationDistance }) => liquidationDistance,
    cell: (row) =>
      row.positions !== null && row.liquidationDistance === null ? (
        <None />
      ) : (
        <Num value={row.liquidationDistance} unit="%" stale={isStale(row)} reason={row.reason} />
      ),
  },
  count('positions', 'Positions', ({ positions }) => positions),
  count('orders', 'Orders', ({ orders }) => orders),
  money(
    'volume',
    'Volume 24 h',
    ({ volume24h }) => volume24h,
    120,
    (rows) => totalsOf(rows).volume24h,
  ),
  {
    id: 'age',
    header: 'Confirmed',
    hint: 'When a source last confirmed any of it',
    align: 'right',
    width: 90,
    order: 'number',
    value: ({ confirmedAt }) => confirmedAt,
    cell: ({ confirmedAt }) => <Age at={confirmedAt} />,
  },
];

function money(
  id: string,
  header: string,
  value: (row: AccountFigures) => string | null,
  width: number,
  total: (rows: readonly AccountFigures[]) => string,
): Column<AccountFigures> {
  return {
    id,
    header,
    align: 'right',
    width,
    order: 'decimal',
    value,
    cell: (row) => <Num value={value(row)} stale={isStale(row)} reason={row.reason} />,
    total: (rows) => <Num value={total(rows)} signed={id === 'unrealized'} flash={false} />,
  };
}

function count(
  id: string,
  header: string,
  value: (row: AccountFigures) => number | null,
): Column<AccountFigures> {
  return {
    id,
    header,
    align: 'right',
    width: 76,
    order: 'number',
    value,
    cell: (row) => {
      const amount = value(row);
      return <Num value={amount === null ? null : String(amount)} stale={isStale(row)} reason={row.reason} />;
    },
    total: (rows) => <span className="num">{rows.reduce((all, row) => all + (value(row) ?? 0), 0)}</span>,
  };
}
