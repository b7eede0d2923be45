import { EquityPanel } from '../../charts/equity-panel.js';
import { useOpenings } from '../../portfolio/use-today.js';
import { ErrorBoundary } from '../../ui/error-boundary.js';
import { AccountsPanel } from './accounts-panel.js';
import { ChosenAccounts } from './chosen-accounts.js';
import { ExposurePanel } from './exposure-panel.js';
import { Headline } from './headline.js';
import { LastTrades } from './last-trades.js';
import { useChosenAccounts } from './use-chosen-accounts.js';

/** All accounts on one page: the headline, then the accounts, and beside them what they hold and did. */
export default function Overview() {
  const { chosen, choose } = useChosenAccounts();
  const { openings, unread } = useOpenings();
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2">
      <ErrorBoundary label="The totals">
        <Headline openings={openings} unread={unread} />
      </ErrorBoundary>
      <div className="flex min-h-0 flex-1 flex-col gap-2 xl:flex-row">
        <AccountsPanel openings={openings} unread={unread} />
        <div className="flex min-h-0 shrink-0 flex-col gap-2 xl:max-[1919px]:w-84 min-[1920px]:w-[52rem] min-[1920px]:flex-row min-[1920px]:items-stretch">
          <div className="flex min-h-0 shrink-0 flex-col gap-2 min-[1920px]:flex-1">
            <EquityPanel
              title="Equity curve"
              indexes={chosen.length > 0 ? chosen : null}
              className="min-w-0 shrink-0"
              aside={<ChosenAccounts chosen={chosen} onChoose={choose} />}
              small
            />
            <ExposurePanel />
          </div>
          <LastTrades />
        </div>
      </div>
    </div>
  );
}
