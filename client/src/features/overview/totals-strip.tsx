import { useMemo } from 'react';
import type { ChartPoint } from '../../charts/to-scale.js';
import { Sparkline } from '../../charts/sparkline.js';
import type { AccountState } from '../../live/model.js';
import { useLive } from '../../live/use-live.js';
import type { EquitySample } from '../../portfolio/equity-series.js';
import { realizedCurve } from '../../portfolio/realized-today.js';
import { rememberLast } from '../../portfolio/remember.js';
import { allFigures, totalsOf, type Totals } from '../../portfolio/totals.js';
import { useEquityCurve } from '../../portfolio/use-equity-curve.js';
import { useRealizedToday } from '../../portfolio/use-realized-today.js';
import { Num } from '../../ui/num.js';
import { Stat, REPORTED_EVERY_FEW_MINUTES } from '../../ui/stat.js';
import { Loading } from '../../ui/unknown.js';
import { useNow } from '../../ui/use-now.js';

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

/** Headline figures over all accounts, each with its recent curve. */
export function TotalsStrip() {
  const totals = useLive(({ throttled }) => selectTotals(throttled));
  return totals.accounts === 0 ? <LoadingStrip /> : <Strip totals={totals} />;
}

function Strip({ totals }: { totals: Totals }) {
  const { samples } = useEquityCurve(null, '6h');
  const stale = totals.stale > 0;
  const curve = (of: keyof EquitySample) => <SampleLine samples={samples} of={of} />;
  return (
    <dl className={GRID}>
      <Stat label="Equity" curve={curve('equity')} note={missingOf(totals)}>
        <Num value={totals.equity} stale={stale} />
      </Stat>
      <Stat label="Unrealized PnL" curve={curve('unrealized')}>
        <Num value={totals.unrealized} signed stale={stale} />
      </Stat>
      <RealizedStat />
      <Stat label="Margin used" curve={curve('marginUsed')}>
        <Num value={totals.marginUsed} stale={stale} />
      </Stat>
      <Stat label="Volume 24 h" curve={curve('volume24h')} note={REPORTED_EVERY_FEW_MINUTES}>
        <Num value={totals.volume24h} stale={stale} />
      </Stat>
      <Stat label="Open positions" curve={curve('positions')}>
        <Num value={String(totals.positions)} stale={stale} />
      </Stat>
      <Stat label="Open orders" curve={curve('orders')}>
        <Num value={String(totals.orders)} stale={stale} />
      </Stat>
      <Stat label="Accounts live" curve={curve('live')}>
        <Num value={String(totals.live)} />
        <span className="num text-muted ml-1 font-normal">of {totals.accounts}</span>
      </Stat>
    </dl>
  );
}

/** Accounts whose share of the sums is unknown or stale. */
function missingOf({ accounts, known, stale }: Totals): string | null {
  const parts = [known < accounts && `${accounts - known} unknown`, stale > 0 && `${stale} stale`];
  return parts.filter(Boolean).join(', ') || null;
}

/** One figure over the last hours. */
function SampleLine({ samples, of }: { samples: readonly EquitySample[]; of: keyof EquitySample }) {
  const points = useMemo(
    () =>
      samples.flatMap(({ time, [of]: value }): ChartPoint[] =>
        value === null ? [] : [{ time, value: Number(value) }],
      ),
    [samples, of],
  );
  return <Sparkline points={points} />;
}

function RealizedStat() {
  const { day, hours, value, missing } = useRealizedToday();
  const now = useNow();
  const points = useMemo(
    () => realizedCurve(hours, day, value === null ? null : { time: now, value: Number(value) }),
    [hours, day, value, now],
  );
  return (
    <Stat
      label="Realized PnL today"
      curve={<Sparkline points={points} />}
      note={missing && <span title={missing}>incomplete</span>}
    >
      {value === null ? <Loading className="w-20" /> : <Num value={value} signed />}
    </Stat>
  );
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
