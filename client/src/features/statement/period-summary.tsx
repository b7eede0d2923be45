import { useQuery } from '@tanstack/react-query';
import { equityChanges, historyPage, pnlOf, type TimeSpan } from '../../api/history.js';
import { dateTime } from '../../format/time.js';
import { Figure, StatementTable } from './statement-parts.js';

const MOST_FLOWS = 500;

/** Opening and closing equity of the period, and everything between them. */
export function PeriodSummary({ index, span }: { index: number; span: TimeSpan }) {
  const { data, error } = useQuery({
    queryKey: ['statement', index, span],
    queryFn: async () => {
      const [[change], sums, flows] = await Promise.all([
        equityChanges([index], span),
        pnlOf('account', span, [index]),
        historyPage('cash-flows', index, span, { limit: MOST_FLOWS }),
      ]);
      return { change, total: sums.total, flows: flows.rows, cut: flows.next_cursor !== null };
    },
  });
  const { change, total } = data ?? {};
  return (
    <>
      <h2 className="mt-4 text-sm font-semibold">Period</h2>
      {error && <p className="text-warn">The history cannot be read: {error.message}</p>}
      {data && !change && <p className="text-warn">No equity was recorded in this period.</p>}
      <dl className="my-2 grid gap-x-8 gap-y-1 sm:grid-cols-2 md:grid-cols-3">
        <Figure label="Opening equity" value={change?.opening_equity} />
        <Figure label="Closing equity" value={change?.closing_equity} />
        <Figure label="Deposits less withdrawals" value={change?.cash_flows} signed />
        <Figure label="Total PnL" value={change?.total_pnl} signed />
        <Figure label="Realized PnL" value={total?.realized_pnl} signed />
        <Figure label="Fees" value={total?.fees} />
        <Figure label="Funding" value={total?.funding} signed />
        <Figure label="Net realized" value={total?.net} signed />
        <Figure label="Volume" value={total?.volume} />
      </dl>
      <StatementTable
        title="Deposits and withdrawals"
        head={['Time', 'Source', 'Amount']}
        texts={2}
        gains={1}
        rows={data?.flows.map(({ timestamp, source, confirmed_at, amount }) => [
          timestamp ? dateTime(Date.parse(timestamp)) : null,
          confirmed_at ? (source ?? '') : `${source ?? ''}, not confirmed yet`,
          amount ?? null,
        ])}
      />
      {data?.cut && (
        <p className="text-warn">
          Only the latest {MOST_FLOWS} are listed; the sum above counts all of them.
        </p>
      )}
    </>
  );
}
