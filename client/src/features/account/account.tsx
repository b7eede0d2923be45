import { useParams } from 'react-router';
import { EquityPanel } from '../../charts/equity-panel.js';
import { useRange } from '../../charts/use-range.js';
import type { AccountState } from '../../live/model.js';
import { useAccount } from '../../live/use-live.js';
import { ErrorBoundary } from '../../ui/error-boundary.js';
import { Loading } from '../../ui/unknown.js';
import { AccountHeader } from './account-header.js';
import { AccountSummary } from './account-summary.js';
import { AccountTabs } from './account-tabs.js';
import { useAllArrived } from '../../portfolio/use-expected-accounts.js';
import { NoAccount } from '../../lists/no-account.js';
import { useMarks } from './use-marks.js';

/** One account: current state, activity and history. */
export default function Account() {
  const { index: named } = useParams();
  const index = Number(named);
  const account = useAccount(index);
  const heard = useAllArrived();
  if (!account) {
    if (!Number.isSafeInteger(index)) return <NoAccount name={named ?? ''} />;
    if (!heard) return <Loading className="m-4 w-40" />;
    return <NoAccount name={String(index)} />;
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2">
      <ErrorBoundary label="The summary">
        <AccountHeader account={account} />
        <AccountSummary account={account} />
      </ErrorBoundary>
      <AccountCurve account={account} />
      <AccountTabs key={index} account={account} />
    </div>
  );
}

function AccountCurve({ account }: { account: AccountState }) {
  const { range } = useRange();
  return (
    <EquityPanel
      title="Equity and PnL"
      indexes={[account.account_index]}
      className="shrink-0"
      {...useMarks(account, range)}
    />
  );
}
