import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { sum } from 'lighter-broadcaster-protocol/decimal';
import { equityChanges, pnlOf } from '../../api/history.js';
import { shownZone } from '../../format/time.js';
import type { AccountState } from '../../live/model.js';
import { useLive } from '../../live/use-live.js';
import { nameIn } from '../../portfolio/account-name.js';
import { Button } from '../../ui/button.js';
import { DayField } from '../../ui/day-field.js';
import { Notice } from '../../ui/notice.js';
import { Num } from '../../ui/num.js';
import { Panel } from '../../ui/panel.js';
import { Segmented } from '../../ui/segmented.js';
import { TablePanel } from '../../ui/table/table-panel.js';
import { useAddress } from '../../ui/use-address.js';
import { DayBars } from './day-bars.js';
import { DayCalendar } from './day-calendar.js';
import {
  ACCOUNT_PNL,
  ACCOUNT_PNL_CARD,
  DAY_PNL,
  MARKET_PNL,
  PNL_CARD,
  type AccountPnl,
  type PnlTableRow,
} from './pnl-tables.js';
import { PERIODS, usePeriod } from './use-period.js';

const BY = { account: 'Accounts', market: 'Markets', day: 'Days' } as const;
type By = keyof typeof BY;
const DAYS_AS = { bars: 'Bars', calendar: 'Calendar' } as const;

/** What was earned in a period: in total, by day, by account and by market. */
export default function Pnl() {
  const period = usePeriod();
  const { get, set } = useAddress();
  const named = get('by') ?? '';
  const by = (Object.hasOwn(BY, named) ? named : 'account') as By;
  const days = get('days') === 'calendar' ? 'calendar' : 'bars';
  const tz = shownZone();
  const { span } = period;
  const answer = useQuery({
    queryKey: ['pnl-period', span, tz],
    queryFn: async () => {
      const [days, accounts, markets, changes] = await Promise.all([
        pnlOf('day', { ...span, tz }),
        pnlOf('account', span),
        pnlOf('market', span),
        equityChanges(null, span),
      ]);
      return { days, accounts, markets, changes };
    },
  });
  const { data, error, refetch, isFetching } = answer;
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2 px-1 pt-1">
        <h1 className="mr-2 text-base font-semibold">PnL</h1>
        <Segmented label="Period" value={period.name} options={PERIODS} onChange={period.choose} />
        {period.name === 'custom' && (
          <>
            <DayField label="From" value={period.from} onChange={period.setFrom} />
            <DayField label="To" value={period.to} onChange={period.setTo} />
          </>
        )}
        <div className="flex flex-1 items-center justify-between gap-2">
          <span className="text-muted text-xs whitespace-nowrap">Days in {tz}</span>
          <Button look="quiet" disabled={isFetching} onClick={() => void refetch()}>
            Refresh
          </Button>
        </div>
      </div>
      {error ? (
        <Notice
          title="The history cannot be read"
          action={<Button onClick={() => void refetch()}>Try again</Button>}
        >
          {error.message}
        </Notice>
      ) : (
        <>
          <Sums data={data} />
          <Panel
            title="Net PnL by day"
            className="shrink-0"
            aside={
              <Segmented
                label="Days as"
                value={days}
                options={DAYS_AS}
                onChange={(next) => set('days', next === 'bars' ? '' : next)}
              />
            }
          >
            {data && data.days.rows.length > 0 ? (
              days === 'calendar' ? (
                <DayCalendar rows={data.days.rows} />
              ) : (
                <DayBars rows={data.days.rows} />
              )
            ) : (
              <p className="text-muted px-3 pb-3 text-xs">
                {data ? 'No trades and no funding in this period.' : 'Reading …'}
              </p>
            )}
          </Panel>
          <ByTable by={by} data={data} onChange={(next) => set('by', next)} />
        </>
      )}
    </div>
  );
}

interface Answers {
  days: { rows: PnlTableRow[] };
  accounts: Awaited<ReturnType<typeof pnlOf>>;
  markets: { rows: PnlTableRow[] };
  changes: Awaited<ReturnType<typeof equityChanges>>;
}

function Sums({ data }: { data: Answers | undefined }) {
  const total = data?.accounts.total;
  const changes = data?.changes;
  const figures = [
    // Without a record of any equity it is unknown, not zero.
    [
      'Total PnL',
      changes && (changes.length > 0 ? sum(changes.map((change) => change.total_pnl)) : null),
      true,
    ],
    ['Net realized', total?.net, true],
    ['Realized', total?.realized_pnl, true],
    ['Fees', total?.fees, false],
    ['Funding', total?.funding, true],
    ['Deposits less withdrawals', total?.cash_flows, false],
    ['Volume', total?.volume, false],
  ] as const;
  return (
    <dl className="grid shrink-0 grid-cols-2 gap-2 sm:grid-cols-4 xl:grid-cols-7">
      {figures.map(([label, value, signed]) => (
        <div key={label} className="bg-panel border-line rounded-lg border px-3 py-2">
          <dt className="text-muted text-2xs font-medium">{label}</dt>
          <dd className="text-[0.9375rem] font-semibold">
            {value === undefined ? (
              <span className="text-muted">…</span>
            ) : (
              <Num value={value} signed={signed} reason="No equity was recorded in this period" />
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function ByTable({ by, data, onChange }: { by: By; data: Answers | undefined; onChange: (by: By) => void }) {
  const accounts = useLive((state) => state.throttled);
  const byAccount = useMemo(() => data && accountRows(data, accounts), [data, accounts]);
  const aside = <Segmented label="By" value={by} options={BY} onChange={onChange} />;
  const empty = <Notice title="Nothing in this period" />;
  const common = { aside, empty, className: 'min-h-80 flex-1' };
  if (by === 'market')
    return (
      <TablePanel
        {...common}
        id="pnl-markets"
        title="By market"
        rows={data?.markets.rows ?? null}
        rowKey={({ market_id }) => String(market_id)}
        columns={MARKET_PNL}
        card={PNL_CARD}
        sort={{ id: 'net', desc: true }}
      />
    );
  if (by === 'day')
    return (
      <TablePanel
        {...common}
        id="pnl-days"
        title="By day"
        rows={data?.days.rows ?? null}
        rowKey={({ day }) => day ?? ''}
        columns={DAY_PNL}
        card={PNL_CARD}
        sort={{ id: 'day', desc: true }}
      />
    );
  return (
    <TablePanel
      {...common}
      id="pnl-accounts"
      title="By account"
      rows={byAccount ?? null}
      rowKey={({ index }) => String(index)}
      columns={ACCOUNT_PNL}
      card={ACCOUNT_PNL_CARD}
      sort={{ id: 'total', desc: true }}
    />
  );
}

const NOTHING = {
  ...{ realized_pnl: '0', fees: '0', funding: '0', net: '0', cash_flows: '0', volume: '0' },
  ...{ trades: 0, trades_without_pnl: 0 },
};

/** Also accounts that did not trade: their equity may have moved. */
function accountRows({ accounts, changes }: Answers, known: ReadonlyMap<number, AccountState>): AccountPnl[] {
  const sums = new Map(accounts.rows.map((row) => [row.account_index ?? -1, row]));
  const moved = new Map(changes.map((change) => [change.account_index, change]));
  return [...new Set([...sums.keys(), ...moved.keys()])].map((index) => {
    return {
      ...(sums.get(index) ?? NOTHING),
      index,
      name: nameIn(known, index),
      change: moved.get(index),
    };
  });
}
