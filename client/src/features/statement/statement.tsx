import { useQuery } from '@tanstack/react-query';
import Printer from 'lucide:printer';
import { Link, useParams } from 'react-router';
import { pnlOf } from '../../api/history.js';
import { absolute, sum } from 'lighter-broadcaster-protocol/decimal';
import { dateTime, shownZone } from '../../format/time.js';
import { useAccount } from '../../live/use-live.js';
import type { AccountState } from '../../live/model.js';
import { figuresOf } from '../../portfolio/account-figures.js';
import { useAccountName } from '../../live/use-account-name.js';
import { Button } from '../../ui/button.js';
import { Loading } from '../../ui/unknown.js';
import { useAllArrived } from '../../portfolio/use-expected-accounts.js';
import { NoAccount } from '../../lists/no-account.js';
import { nameOf } from '../../portfolio/account-name.js';
import { DayField } from '../../ui/day-field.js';
import { PeriodSummary } from './period-summary.js';
import { lastMonth, useStatementPeriod } from './use-statement-period.js';
import { useFrozen } from './use-frozen.js';
import { Figure, StatementTable } from './statement-parts.js';

/** A printable statement of the account as of one moment. */
export default function Statement() {
  const { index: named } = useParams();
  const index = Number(named);
  const account = useAccount(index);
  const arrived = useAllArrived();
  if (account) return <Sheet account={account} />;
  if (arrived || !Number.isSafeInteger(index)) return <NoAccount name={named ?? ''} />;
  return <Loading className="m-4 w-40" />;
}

function Sheet({ account: live }: { account: AccountState }) {
  const { value: account, at } = useFrozen(live);
  const { account_index: index, summary, positions, orders, trades } = account;
  const name = useAccountName(index, nameOf(account));
  const { from, to, setFrom, setTo, setBoth, span, period, open } = useStatementPeriod(at);
  const figures = figuresOf(account);
  const markets = useQuery({
    queryKey: ['pnl', 'market', index],
    queryFn: () => pnlOf('market', {}, [index]),
  });
  return (
    <article className="bg-panel mx-auto w-full max-w-4xl rounded-lg p-4 sm:p-6 print:max-w-none print:p-0">
      <header className="flex flex-wrap items-end gap-x-4 gap-y-2 border-b pb-3">
        <div>
          <h1 className="text-lg font-semibold">Account statement</h1>
          <p className="text-muted">
            {name}, account {index} · {period ?? `as of ${dateTime(at)}`} ({shownZone()})
          </p>
        </div>
        <div className="ml-auto flex flex-wrap gap-2 print:hidden">
          <Button onClick={() => lastMonth(at, setBoth)}>Last month</Button>
          <DayField label="From" value={from} onChange={setFrom} />
          <DayField label="To" value={to} onChange={setTo} />
          <Link to={`/accounts/${index}`} className="text-accent self-center text-xs hover:underline">
            Back to the account
          </Link>
          <Button look="primary" onClick={() => print()}>
            <Printer size={13} /> Print
          </Button>
        </div>
      </header>
      {period && <PeriodSummary index={index} span={span} />}
      {!open && (
        <p className="text-muted mt-3">What follows is as of {dateTime(at)}, but for the sums by market.</p>
      )}
      {figures.health !== 'live' && (
        <p className="text-warn mt-2">Not fresh at this moment: {figures.reason ?? 'not heard of yet'}.</p>
      )}
      <dl className="my-4 grid gap-x-8 gap-y-1 sm:grid-cols-2 md:grid-cols-3">
        <Figure label="Equity" value={summary?.total_asset_value} />
        <Figure label="Collateral" value={summary?.collateral} />
        <Figure label="Available" value={summary?.available_balance} />
        <Figure label="Margin used" value={figures.marginUsed} />
        <Figure label="Unrealized PnL" value={figures.unrealized} signed />
        <Figure label="Volume 24 h, as last reported" value={account.volumes?.daily_volume} />
      </dl>
      <StatementTable
        title="Open positions"
        head={['Market', 'Side', 'Size', 'Entry', 'Mark', 'Value', 'Unrealized PnL']}
        texts={2}
        gains={1}
        rows={positions?.map((item) => [
          item.symbol,
          item.size.startsWith('-') ? 'short' : 'long',
          absolute(item.size),
          item.avg_entry_price,
          item.mark_price,
          item.position_value,
          item.unrealized_pnl,
        ])}
        total={
          positions && [
            'Total',
            '',
            '',
            '',
            '',
            sum(positions.map((item) => item.position_value)),
            figures.unrealized,
          ]
        }
      />
      <StatementTable
        title="Open orders"
        head={['Market', 'Side', 'Type', 'Price', 'Amount', 'Filled', 'Order id']}
        texts={3}
        rows={orders?.map((item) => [
          item.symbol,
          item.side,
          item.type,
          item.price,
          item.initial_base_amount,
          item.filled_base_amount,
          item.order_id,
        ])}
      />
      <StatementTable
        title={period ? `Realized by market, ${period}` : 'Realized by market, since recording began'}
        head={['Market', 'Trades', 'Volume', 'Fees', 'Funding', 'Realized PnL', 'Net']}
        texts={1}
        gains={3}
        rows={markets.data?.rows.map((row) => [
          row.market ?? '',
          String(row.trades),
          row.volume,
          row.fees,
          row.funding,
          row.realized_pnl,
          row.net,
        ])}
        total={
          markets.data && [
            'Total',
            String(markets.data.total.trades),
            markets.data.total.volume,
            markets.data.total.fees,
            markets.data.total.funding,
            markets.data.total.realized_pnl,
            markets.data.total.net,
          ]
        }
        unknown={markets.error?.message ?? 'Being read …'}
      />
      <StatementTable
        title={`Latest trades (${trades?.length ?? 0})`}
        head={['Time', 'Market', 'Side', 'Size', 'Price', 'Value', 'Realized PnL']}
        texts={3}
        gains={1}
        rows={trades?.map((item) => [
          dateTime(item.timestamp),
          item.symbol,
          item.side,
          item.size,
          item.price,
          item.usd_amount,
          item.realized_pnl,
        ])}
      />
    </article>
  );
}
