import { Sparkline } from '../../charts/sparkline.js';
import type { ChartPoint } from '../../charts/to-scale.js';
import { countColumn, moneyColumn } from '../../columns/column-factories';
import type { AccountFigures } from '../../portfolio/account-figures.js';
import { groupOf, nameOf } from '../../portfolio/account-name.js';
import { AccountName } from '../../ui/account-name.js';
import { Age } from '../../ui/age.js';
import { Badge } from '../../ui/badge.js';
import { LiquidationDistance } from '../../columns/liquidation-distance.js';
import { Num } from '../../ui/num.js';
import type { Column } from '../../ui/table/column.js';
import type { OverviewRow } from './overview-row.js';

const isStale = ({ moneyStale }: AccountFigures): boolean => moneyStale;
const why = { stale: isStale, reason: ({ reason }: AccountFigures) => reason };
const money = { ...why, width: 96, total: true };

/** Only what is not as it should be is shown: dozens of equal labels say nothing. */
function Health({ health, staleSection, moneyStale, reason, openGaps }: OverviewRow) {
  if (health === 'live' && openGaps === 0) return <span className="sr-only">live</span>;
  if (health === 'live')
    return (
      <Badge tone="warn" title="Fills of this span may be missing until they are recovered">
        open gap
      </Badge>
    );
  const text = health === 'stale' && !moneyStale ? `${staleSection} catching up` : health;
  return (
    <Badge tone={health === 'stale' ? 'warn' : 'neutral'} title={reason ?? undefined}>
      {text}
    </Badge>
  );
}

/**
 * @param curves equity of the last seven days by account
 * @param unread why the day's openings could not be read
 */
export function accountColumns(
  curves: ReadonlyMap<number, readonly ChartPoint[]>,
  unread: Error | null,
): readonly Column<OverviewRow>[] {
  const gain = unread
    ? { ...why, signed: true, reason: () => `The history cannot be read: ${unread.message}` }
    : { ...why, signed: true, none: '–' };
  return [
    {
      id: 'name',
      header: 'Account',
      width: 170,
      phoneWidth: 132,
      value: ({ account }) =>
        `${nameOf(account)} ${account.account_index} ${account.name} ${groupOf(account)}`,
      cell: ({ account, lastTrade }) => (
        <AccountName index={account.account_index} name={nameOf(account)} lastTrade={lastTrade} />
      ),
    },
    {
      id: 'health',
      header: 'Health',
      width: 78,
      value: ({ health }) => health,
      cell: (row) => <Health {...row} />,
    },
    moneyColumn('equity', 'Equity', ({ equity }) => equity, money),
    moneyColumn('today', 'PnL today', ({ today }) => today?.pnl ?? null, {
      ...gain,
      width: 96,
      total: true,
      hint: 'Change of equity since midnight without deposits and withdrawals',
    }),
    moneyColumn('todayPercent', 'Today %', ({ today }) => today?.percent ?? null, {
      ...gain,
      unit: '%',
      width: 70,
    }),
    moneyColumn('unrealized', 'Unrealized PnL', ({ unrealized }) => unrealized, { ...money, signed: true }),
    moneyColumn('margin', 'Margin used', ({ marginUsed }) => marginUsed, { ...money, hidden: true }),
    moneyColumn('usage', 'Margin %', ({ marginUsage }) => marginUsage, {
      ...why,
      hint: 'Margin usage as the exchange reports it',
      unit: '%',
      width: 72,
    }),
    {
      id: 'liquidation',
      header: 'Nearest liq.',
      hint: 'Distance of the mark to the nearest liquidation price, in percent of the mark',
      align: 'right',
      width: 86,
      order: 'decimal',
      ascendingFirst: true,
      value: ({ nearest }) => nearest?.distance ?? null,
      cell: ({ nearest, positions, ...row }) =>
        positions === null ? (
          <Num value={null} reason={row.reason} />
        ) : (
          <LiquidationDistance distance={nearest?.distance ?? null} stale={row.moneyStale} />
        ),
    },
    {
      id: 'week',
      header: '7 days',
      hint: 'Equity over the last seven days',
      width: 80,
      value: () => null,
      cell: ({ account }) => <Sparkline points={curves.get(account.account_index) ?? NO_POINTS} />,
    },
    countColumn('positions', 'Positions', ({ positions }) => positions, { ...why, width: 66 }),
    countColumn('orders', 'Orders', ({ orders }) => orders, { ...why, width: 60, hidden: true }),
    moneyColumn('volume', 'Volume 24 h', ({ volume24h }) => volume24h, { ...money, hidden: true }),
    {
      id: 'age',
      header: 'Confirmed',
      hint: 'Oldest confirmation of a stale section; the latest of any while nothing is stale',
      align: 'right',
      width: 76,
      hidden: true,
      order: 'number',
      ascendingFirst: true,
      value: ({ confirmedAt }) => confirmedAt,
      cell: ({ confirmedAt }) => <Age at={confirmedAt} />,
    },
  ];
}

const NO_POINTS: readonly ChartPoint[] = [];
