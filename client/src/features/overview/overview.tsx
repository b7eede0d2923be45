import { AccountsPanel } from './accounts-panel.js';
import { LastTrades } from './last-trades.js';
import { TotalsStrip } from './totals-strip.js';

export default function Overview() {
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2">
      <TotalsStrip />
      <div className="flex min-h-0 flex-1 flex-col gap-2 xl:flex-row">
        <AccountsPanel />
        <LastTrades />
      </div>
    </div>
  );
}
