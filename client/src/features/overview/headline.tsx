import { useMemo, type ReactNode } from 'react';
import { Link } from 'react-router';
import { Sparkline } from '../../charts/sparkline.js';
import { age, timeOfDay } from '../../format/time.js';
import { useLatency } from '../../live/use-latency.js';
import type { AccountFigures } from '../../portfolio/account-figures.js';
import { dangerOfDistance, dangerOfUsage, worseOf, type Danger } from '../../portfolio/danger.js';
import { riskOf } from '../../portfolio/risk.js';
import { gainOfAll } from '../../portfolio/today.js';
import type { Totals } from '../../portfolio/totals.js';
import { useEquityCurve } from '../../portfolio/use-equity-curve.js';
import { useRealizedToday } from '../../portfolio/use-realized-today.js';
import { nameOf } from '../../portfolio/account-name.js';
import type { Openings } from '../../portfolio/use-today.js';
import { useStanding } from '../../portfolio/use-standing.js';
import { useFigures, useTotals } from '../../portfolio/use-totals.js';
import { cx } from '../../ui/cx.js';
import { Num } from '../../ui/num.js';
import { Loading } from '../../ui/unknown.js';
import { useNow } from '../../ui/use-now.js';

const TILE = 'flex min-w-0 flex-col rounded-lg border px-4 py-2.5';
/** Before the first data, too: what is below does not move when these come. */
const TWO_LINES = 'min-h-8';
const CALM_FILL = 'bg-panel border-line';
const DANGER_FILL: Record<Danger, string> = {
  down: 'bg-down-soft border-transparent',
  warn: 'bg-warn-soft border-transparent',
};

/** The four questions of a trader in their order: how much, how much today, am I safe, does it run. */
export function Headline({ openings, unread }: Openings) {
  const totals = useTotals();
  const figures = useFigures();
  return (
    <div className="flex shrink-0 flex-col gap-1">
      <dl className="grid gap-2 md:grid-cols-[1.4fr_1fr_1fr]">
        <EquityTile totals={totals} figures={figures} openings={openings} unread={unread} />
        <RiskTile figures={figures} />
        <HealthTile totals={totals} />
      </dl>
      <Rest totals={totals} />
    </div>
  );
}

interface EquityTileProps extends Openings {
  totals: Totals;
  figures: readonly AccountFigures[];
}

function EquityTile({ totals, figures, openings, unread }: EquityTileProps) {
  const { samples } = useEquityCurve(null, '6h');
  const points = useMemo(
    () => samples.map(({ time, equity }) => ({ time, value: Number(equity) })),
    [samples],
  );
  const stale = totals.stale > 0;
  return (
    <div className={cx(TILE, CALM_FILL)}>
      <dt className="text-muted text-2xs flex justify-between font-medium">
        <span>Equity</span>
        <Coverage totals={totals} />
      </dt>
      <dd className="flex items-center gap-x-4 gap-y-0 max-sm:flex-wrap">
        <span className="text-2xl leading-8 font-semibold tracking-tight">
          {totals.known === 0 ? (
            <Loading className="w-36" />
          ) : (
            <Num value={totals.equity} stale={stale} reason="The equity of some accounts is unknown" />
          )}
        </span>
        {totals.equity !== null && (
          <Today figures={figures} openings={openings} unread={unread} stale={stale} />
        )}
        <span className="ml-auto min-w-0 flex-1 max-lg:hidden lg:max-w-36">
          <Sparkline points={points} />
        </span>
      </dd>
    </div>
  );
}

/** What a sum covers, where that is not everything. */
function Coverage({ totals: { accounts, known, stale } }: { totals: Totals }) {
  if (!Number.isFinite(accounts)) return null;
  if (known < accounts) return <span className="text-warn">{`${known} of ${accounts} accounts`}</span>;
  return stale > 0 ? <span className="text-warn">{`${stale} stale`}</span> : null;
}

interface TodayProps extends Openings {
  figures: readonly AccountFigures[];
  stale: boolean;
}

function Today({ figures, openings, unread, stale }: TodayProps) {
  const parts = figures.flatMap(({ account, equity }) => {
    const opening = openings.get(account.account_index);
    return opening && equity !== null ? [{ ...opening, equity }] : [];
  });
  if (parts.length === 0)
    return (
      unread && (
        <span className="text-warn text-2xs" title={`The history cannot be read: ${unread.message}`}>
          PnL today unknown
        </span>
      )
    );
  const { pnl, percent } = gainOfAll(parts);
  const missing = figures.length - parts.length;
  return (
    <span
      className="flex flex-col text-sm leading-4"
      title="Since midnight, without deposits and withdrawals: realized and unrealized PnL, fees and funding"
    >
      <span className="flex gap-2 font-semibold">
        <Num value={pnl} signed stale={stale} />
        {percent !== null && <Num value={percent} signed unit="%" stale={stale} />}
      </span>
      <span className="text-muted text-2xs">
        PnL today{missing > 0 && `, ${parts.length} of ${figures.length} accounts`}
      </span>
    </span>
  );
}

function RiskTile({ figures }: { figures: readonly AccountFigures[] }) {
  const { nearest, fullest, unknown } = useMemo(() => riskOf(figures), [figures]);
  const distance = nearest?.nearest?.distance ?? null;
  const usage = fullest?.marginUsage ?? null;
  const [near, full] = [dangerOfDistance(distance), dangerOfUsage(usage)];
  const danger = worseOf(near, full);
  return (
    <div className={cx(TILE, danger ? DANGER_FILL[danger] : CALM_FILL)} data-tone={danger ?? undefined}>
      <dt className="text-muted text-2xs flex justify-between font-medium">
        <span>Risk</span>
        {unknown > 0 && <span className="text-warn">{`unknown for ${countOf(unknown, 'account')}`}</span>}
      </dt>
      <dd className={cx('flex flex-col', TWO_LINES)}>
        {figures.length === 0 ? (
          <Loading className="w-28" />
        ) : (
          <>
            {nearest ? (
              <RiskLine
                of={nearest}
                label="from liquidation"
                danger={near}
                at={` · ${nearest.nearest?.symbol}`}
              >
                <Num value={distance} unit="%" stale={nearest.moneyStale} />
              </RiskLine>
            ) : (
              unknown === 0 && <NoRisk>No position can be liquidated</NoRisk>
            )}
            {fullest ? (
              <RiskLine of={fullest} label="margin used" danger={full}>
                <Num value={usage} unit="%" stale={fullest.moneyStale} />
              </RiskLine>
            ) : (
              <NoRisk>Margin usage unknown</NoRisk>
            )}
          </>
        )}
      </dd>
    </div>
  );
}

function NoRisk({ children }: { children: string }) {
  return <span className="text-muted leading-4">{children}</span>;
}

const RISK_INK: Record<Danger, string> = {
  down: 'text-down font-semibold',
  warn: 'text-warn font-semibold',
};

interface RiskLineProps {
  of: AccountFigures;
  label: string;
  danger: Danger | null;
  /** After the account's name. */
  at?: string;
  children: ReactNode;
}

function RiskLine({ of: { account }, label, danger, at = '', children }: RiskLineProps) {
  return (
    <Link
      to={`/accounts/${account.account_index}`}
      className={cx(
        'flex min-w-0 items-baseline gap-1.5 leading-4 hover:underline',
        danger ? RISK_INK[danger] : 'font-medium',
      )}
    >
      {children}
      <span className="text-muted shrink-0 font-normal">{label}</span>
      <span className="truncate">
        {nameOf(account)}
        {at}
      </span>
    </Link>
  );
}

function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

const STANDING_FILL = { up: CALM_FILL, neutral: CALM_FILL, warn: DANGER_FILL.warn, down: DANGER_FILL.down };

function HealthTile({ totals }: { totals: Totals }) {
  const { tone, label, since } = useStanding();
  const now = useNow();
  const last = useLatency().at(-1);
  const exchange = tone === 'up' ? (last?.exchange ?? null) : null;
  const known = Number.isFinite(totals.accounts);
  const rest = [
    known && `${totals.live} of ${totals.accounts} live`,
    known && countOf(totals.openGaps, 'open gap'),
    exchange !== null && `exchange ${exchange} ms`,
  ];
  return (
    <div className={cx(TILE, STANDING_FILL[tone])} data-tone={tone}>
      <dt className="text-muted text-2xs font-medium">Health</dt>
      <dd className={TWO_LINES}>
        <Link to="/connections" className="block min-w-0 leading-4 hover:underline">
          <span className="block font-semibold">
            {label}
            {since !== null && ` since ${timeOfDay(since).slice(0, 5)} (${age(Math.max(0, now - since))})`}
          </span>
          <span className="text-muted num block truncate">{rest.filter(Boolean).join(' · ')}</span>
        </Link>
      </dd>
    </div>
  );
}

/** Everything that is good to know, and answers no question of its own. */
function Rest({ totals }: { totals: Totals }) {
  const { value, missing } = useRealizedToday();
  const { unrealized, marginUsed, volume24h, positions, orders } = totals;
  const stale = totals.stale > 0;
  return (
    <dl className="text-muted flex flex-wrap gap-x-5 gap-y-0.5 px-1 text-xs">
      <Item label="Unrealized PnL">
        <Num value={unrealized} signed stale={stale} />
      </Item>
      <Item label="Realized PnL today" note={missing}>
        {value === null ? <Loading className="w-12" /> : <Num value={value} signed />}
      </Item>
      <Item label="Margin used">
        <Num value={marginUsed} stale={stale} />
      </Item>
      <Item label="Volume 24 h">
        <Num value={volume24h} stale={stale} />
      </Item>
      <Item label="Open positions">
        <Num value={positions?.toString()} kind="quantity" stale={stale} />
      </Item>
      <Item label="Open orders">
        <Num value={orders?.toString()} kind="quantity" stale={stale} />
      </Item>
    </dl>
  );
}

function Item({
  label,
  note = null,
  children,
}: {
  label: string;
  note?: string | null;
  children: ReactNode;
}) {
  return (
    <div className="flex items-baseline gap-1.5">
      <dt>{label}</dt>
      <dd className="text-text font-medium">{children}</dd>
      {note && (
        <span className="text-warn" title={note}>
          incomplete
        </span>
      )}
    </div>
  );
}
