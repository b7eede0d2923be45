import { useLive } from '../../live/use-live.js';
import { allFigures, totalsOf } from '../../portfolio/totals.js';
import { rememberLast } from '../../portfolio/remember.js';
import { Num } from '../../ui/num.js';
import { Stat } from '../../ui/stat.js';
import { Loading } from '../../ui/unknown.js';

const selectTotals = rememberLast((accounts: Parameters<typeof allFigures>[0]) =>
  totalsOf(allFigures(accounts)),
);

/** The headline figures over all accounts. */
export function TotalsStrip() {
  const totals = useLive(({ accounts }) => selectTotals(accounts));
  if (totals.accounts === 0) return <LoadingStrip />;
  const unheard = totals.accounts - totals.known;
  const note =
    unheard > 0
      ? `${unheard} of ${totals.accounts} accounts not heard of yet`
      : `${totals.accounts} accounts`;
  return (
    <dl className="grid grid-cols-2 gap-2 sm:grid-cols-3 lg:grid-cols-4 2xl:grid-cols-7">
      <Stat label="Equity" note={note}>
        <Num value={totals.equity} />
      </Stat>
      <Stat label="Unrealized PnL" note="of open positions">
        <Num value={totals.unrealized} signed />
      </Stat>
      <Stat label="Margin used" note="collateral less available">
        <Num value={totals.marginUsed} />
      </Stat>
      <Stat label="Volume 24 h" note="quote">
        <Num value={totals.volume24h} />
      </Stat>
      <Stat label="Open positions">
        <Num value={String(totals.positions)} />
      </Stat>
      <Stat label="Open orders">
        <Num value={String(totals.orders)} />
      </Stat>
      <Stat label="Accounts live">
        <span className="num">
          {totals.live}
          <span className="text-muted font-normal"> of {totals.accounts}</span>
        </span>
      </Stat>
    </dl>
  );
}

function LoadingStrip() {
  return (
    <dl className="grid grid-cols-2 gap-2 sm:grid-cols-3 lg:grid-cols-4 2xl:grid-cols-7">
      {[
        'Equity',
        'Unrealized PnL',
        'Margin used',
        'Volume 24 h',
        'Open positions',
        'Open orders',
        'Accounts live',
      ].map((label) => (
        <Stat key={label} label={label}>
          <Loading className="w-24" />
        </Stat>
      ))}
    </dl>
  );
}
