import { useMemo } from 'react';
import { Sparkline } from '../../charts/sparkline.js';
import { useSamples } from '../../charts/use-samples.js';
import type { AccountState } from '../../live/model.js';
import { useLive } from '../../live/use-live.js';
import { rememberLast } from '../../portfolio/remember.js';
import { allFigures, totalsOf, type Totals } from '../../portfolio/totals.js';
import { useEquityHistory } from '../../portfolio/use-equity-history.js';
import { useRealizedToday } from '../../portfolio/use-realized-today.js';
import { Num } from '../../ui/num.js';
import { Stat } from '../../ui/stat.js';
import { Loading } from '../../ui/unknown.js';

const GRID = 'grid shrink-0 grid-cols-2 gap-2 md:grid-cols-4 2xl:grid-cols-8';
const LABELS = [
  'Equity',
  'Unrealized PnL',
  'Realized PnL today',
  'Margin used',
  'Volume 24 h',
  'Open positions',
  'Open orders',
  'Accounts live',
];

const selectTotals = rememberLast((accounts: ReadonlyMap<number, AccountState>) =>
  totalsOf(allFigures(accounts)),
);

/** The headline figures over all accounts, each with its way here. */
export function TotalsStrip() {
  const totals = useLive(({ settled }) => selectTotals(settled));
  return totals.accounts === 0 ? <LoadingStrip /> : <Strip totals={totals} />;
}

function Strip({ totals }: { totals: Totals }) {
  const curves = useCurves();
  const unheard = totals.accounts - totals.known;
  return (
    <dl className={GRID}>
      <Stat
        label="Equity"
        curve={<Sparkline values={curves.equity} />}
        note={unheard > 0 && `${unheard} accounts unheard of`}
      >
        <Num value={totals.equity} />
      </Stat>
      <Stat label="Unrealized PnL" curve={<Sparkline values={curves.unrealized} />}>
        <Num value={totals.unrealized} signed />
      </Stat>
      <RealizedStat />
      <Stat label="Margin used" curve={<Sparkline values={curves.marginUsed} />}>
        <Num value={totals.marginUsed} />
      </Stat>
      <SampledStat label="Volume 24 h" value={totals.volume24h} />
      <SampledStat label="Open positions" value={String(totals.positions)} />
      <SampledStat label="Open orders" value={String(totals.orders)} />
      <SampledStat label="Accounts live" value={String(totals.live)} of={totals.accounts} />
    </dl>
  );
}

function RealizedStat() {
  const { value, complete, error } = useRealizedToday();
  const samples = useSamples(value);
  return (
    <Stat
      label="Realized PnL today"
      curve={<Sparkline values={samples} />}
      note={!complete && <span title="The exchange told no PnL for some of the trades">incomplete</span>}
    >
      {value === null && !error ? (
        <Loading className="w-20" />
      ) : (
        <Num value={value} signed reason={error?.message ?? null} />
      )}
    </Stat>
  );
}

function SampledStat({ label, value, of }: { label: string; value: string; of?: number }) {
  const samples = useSamples(value);
  return (
    <Stat label={label} curve={<Sparkline values={samples} />}>
      <Num value={value} />
      {of !== undefined && <span className="num text-muted ml-1 font-normal">of {of}</span>}
    </Stat>
  );
}

/** The last hours of all accounts, as sparklines need it. */
function useCurves(): Record<'equity' | 'unrealized' | 'marginUsed', number[]> {
  const accounts = useLive((state) => state.settled);
  const names = [...accounts.keys()].join();
  const indexes = useMemo(() => names.split(',').map(Number), [names]);
  const { samples } = useEquityHistory(indexes, '6h');
  return useMemo(() => {
    const curve = (name: 'equity' | 'unrealized' | 'marginUsed'): number[] =>
      samples.flatMap((sample) => (sample[name] === null ? [] : [Number(sample[name])]));
    return { equity: curve('equity'), unrealized: curve('unrealized'), marginUsed: curve('marginUsed') };
  }, [samples]);
}

function LoadingStrip() {
  return (
    <dl className={GRID}>
      {LABELS.map((label) => (
        <Stat key={label} label={label}>
          <Loading className="w-24" />
        </Stat>
      ))}
    </dl>
  );
}
