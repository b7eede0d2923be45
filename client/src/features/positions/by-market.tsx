import { useMemo } from 'react';
import { useNavigate } from 'react-router';
import { countColumn, marketColumn, moneyColumn, quantityColumn } from '../../columns/column-factories';
import { LiquidationDistance } from '../../columns/liquidation-distance.js';
import { useLive } from '../../live/use-live.js';
import { allPositions } from '../../portfolio/entries.js';
import { Notice } from '../../ui/notice.js';
import { Side } from '../../ui/side.js';
import type { CardLayout } from '../../ui/table/card.js';
import type { Column } from '../../ui/table/column.js';
import { TablePanel } from '../../ui/table/table-panel.js';
import { None } from '../../ui/unknown.js';
import { marketPositions, type MarketPosition } from './market-positions.js';

const look = { stale: ({ stale }: MarketPosition) => stale, width: 100 };
const COLUMNS: readonly Column<MarketPosition>[] = [
  marketColumn(({ symbol }) => symbol),
  {
    id: 'side',
    header: 'Net side',
    width: 76,
    value: ({ side }) => side,
    cell: ({ side }) => (side === null ? <None label="flat" /> : <Side side={side} />),
  },
  quantityColumn('size', 'Net size', ({ size }) => size, look),
  quantityColumn('entry', 'Average entry', ({ entry }) => entry, { ...look, none: '–' }),
  quantityColumn('mark', 'Mark', ({ mark }) => mark, look),
  moneyColumn('net', 'Net value', ({ net }) => net, look),
  moneyColumn('long', 'Long', ({ long }) => long, look),
  moneyColumn('short', 'Short', ({ short }) => short, look),
  moneyColumn('unrealized', 'Unrealized PnL', ({ unrealized }) => unrealized, { ...look, signed: true }),
  {
    id: 'distance',
    header: 'Nearest liq.',
    align: 'right',
    width: 92,
    order: 'decimal',
    ascendingFirst: true,
    value: ({ distance }) => distance,
    cell: ({ distance, stale }) => <LiquidationDistance distance={distance} stale={stale} />,
  },
  countColumn('accounts', 'Accounts', ({ accounts }) => accounts, { width: 76 }),
];

const CARD: CardLayout = {
  first: ['market', 'side', 'size'],
  firstEnd: ['unrealized'],
  second: ['entry', ['→', 'mark']],
  secondEnd: [['liq', 'distance']],
};

/** What all accounts together hold in each market; a row opens its positions. */
export function PositionsByMarket() {
  const accounts = useLive((state) => state.throttled);
  const navigate = useNavigate();
  const rows = useMemo(
    () => (accounts.size === 0 ? null : marketPositions(allPositions(accounts))),
    [accounts],
  );
  return (
    <TablePanel
      id="markets"
      title="Positions by market"
      rows={rows}
      rowKey={({ symbol }) => symbol}
      columns={COLUMNS}
      card={CARD}
      sort={{ id: 'net', desc: true }}
      onOpen={({ symbol }) => void navigate(`/positions?market=${encodeURIComponent(symbol)}`)}
      empty={<Notice title="No open positions">All accounts are flat.</Notice>}
    />
  );
}
