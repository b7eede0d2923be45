import { EquityPanel } from '../../charts/equity-panel.js';
import { ErrorBoundary } from '../../ui/error-boundary.js';
import { AccountsPanel } from './accounts-panel.js';
import { ChosenAccounts } from './chosen-accounts.js';
import { ExposurePanel } from './exposure-panel.js';
import { LastTrades } from './last-trades.js';
import { TotalsStrip } from './totals-strip.js';
import { useChosenAccounts } from './use-chosen-accounts.js';

/** All accounts on one page. */
export default function Overview() {
  const { chosen, choose } = useChosenAccounts();
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2">
      <ErrorBoundary label="The totals">
        <TotalsStrip />
      </ErrorBoundary>
      <div className="flex shrink-0 flex-col gap-2 lg:flex-row">
        <EquityPanel
          title="Equity curve"
          indexes={chosen.length > 0 ? chosen : null}
          className="min-w-0 flex-1"
          aside={<ChosenAccounts chosen={chosen} onChoose={choose} />}
        />
        <ExposurePanel />
      </div>
      <div className="flex min-h-96 flex-1 flex-col gap-2 xl:flex-row">
        <AccountsPanel />
        <LastTrades />
      </div>
    </div>
  );
}
