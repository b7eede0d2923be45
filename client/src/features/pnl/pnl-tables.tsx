import type { EquityChange, PnlAnswer } from '../../api/history.js';
import { accountColumn, countColumn, moneyColumn } from '../../columns/column-factories';
import { MarketLink } from '../../ui/market-link.js';
import type { CardLayout } from '../../ui/table/card.js';
import type { Column } from '../../ui/table/column.js';

export type PnlTableRow = PnlAnswer['rows'][number];

export interface AccountPnl extends PnlTableRow {
  index: number;
  name: string;
  change: EquityChange | undefined;
}

const gain = { signed: true, total: true, width: 104 };

function sums<R extends PnlTableRow>(): Column<R>[] {
  return [
    moneyColumn('net', 'Net', ({ net }: R) => net, { ...gain, hint: 'Realized PnL less fees plus funding' }),
    moneyColumn('realized', 'Realized', ({ realized_pnl }: R) => realized_pnl, gain),
    moneyColumn('fees', 'Fees', ({ fees }: R) => fees, { total: true, width: 80 }),
    moneyColumn('funding', 'Funding', ({ funding }: R) => funding, { ...gain, width: 84 }),
    moneyColumn('volume', 'Volume', ({ volume }: R) => volume, { total: true, width: 104 }),
    countColumn('trades', 'Trades', ({ trades }: R) => trades, { width: 66 }),
  ];
}

export const ACCOUNT_PNL: readonly Column<AccountPnl>[] = [
  accountColumn(({ index, name }) => ({ index, name }), { width: 160 }),
  moneyColumn('total', 'Total PnL', ({ change }) => change?.total_pnl ?? null, {
    ...gain,
    none: '–',
    hint: 'Change of equity without deposits and withdrawals: unrealized PnL included',
  }),
  ...sums<AccountPnl>(),
  moneyColumn('flows', 'Deposits', ({ change }) => change?.cash_flows ?? null, {
    none: '–',
    total: true,
    width: 96,
    hint: 'Deposits and transfers in, minus withdrawals and transfers out',
  }),
  moneyColumn('opening', 'Opening equity', ({ change }) => change?.opening_equity ?? null, {
    none: '–',
    total: true,
    hidden: true,
  }),
  moneyColumn('closing', 'Closing equity', ({ change }) => change?.closing_equity ?? null, {
    none: '–',
    total: true,
    hidden: true,
  }),
];

export const MARKET_PNL: readonly Column<PnlTableRow>[] = [
  {
    id: 'market',
    header: 'Market',
    width: 90,
    value: ({ market, market_id }) => market ?? String(market_id),
    cell: ({ market, market_id }) => <MarketLink symbol={market ?? String(market_id)} />,
  },
  ...sums<PnlTableRow>(),
];

export const DAY_PNL: readonly Column<PnlTableRow>[] = [
  { id: 'day', header: 'Day', width: 100, value: ({ day }) => day ?? null },
  ...sums<PnlTableRow>(),
];

const PARTS = [
  ['realized', 'realized'],
  ['funding', 'funding'],
  ['fees', 'fees'],
] as const;
export const ACCOUNT_PNL_CARD: CardLayout = {
  first: ['account'],
  firstEnd: ['total'],
  second: PARTS,
  secondEnd: [['net', 'net']],
};
/** Of markets and of days. */
export const PNL_CARD: CardLayout = {
  first: ['market', 'day'],
  firstEnd: ['net'],
  second: PARTS,
  secondEnd: [['trades', 'trades']],
};
