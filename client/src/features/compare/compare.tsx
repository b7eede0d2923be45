import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { curvesOf, type EquityCurves } from '../../api/history.js';
import { LINE_LOOKS } from '../../charts/line-looks.js';
import { LiquidationDistance } from '../../columns/liquidation-distance.js';
import { useLive } from '../../live/use-live.js';
import { figuresOf } from '../../portfolio/account-figures.js';
import { nameOf } from '../../portfolio/account-name.js';
import { useOpenings } from '../../portfolio/use-today.js';
import { gainOf } from '../../portfolio/today.js';
import { AccountName } from '../../ui/account-name.js';
import { Button } from '../../ui/button.js';
import { LazyCheckMenu } from '../../ui/lazy-check-menu.js';
import { Notice } from '../../ui/notice.js';
import { Num } from '../../ui/num.js';
import { Panel } from '../../ui/panel.js';
import { Segmented } from '../../ui/segmented.js';
import { None, Unknown } from '../../ui/unknown.js';
import { useAddress } from '../../ui/use-address.js';
import { changesOf } from './equity-change.js';

const LinesChart = lazy(() => import('../../charts/lines-chart.js'));
const DAYS = { '1': '1 day', '7': '7 days', '30': '30 days' } as const;
const POINTS = 100;
const DAY_MS = 86_400_000;
const ROUND_MS = 300_000;
/** As many as there are kinds of lines. */
const MOST = LINE_LOOKS.length;
const NO_LINES: readonly never[] = [];

/** Several accounts beside each other: change of equity as lines, and their figures. */
export default function Compare() {
  const { get, set } = useAddress();
  const accounts = useLive((state) => state.throttled);
  const { openings, unread } = useOpenings();
  const named = (get('accounts') ?? '')
    .split('-')
    .filter((text) => /^\d+$/.test(text))
    .map(Number);
  const chosen = (named.length > 0 ? named : [...accounts.keys()].slice(0, 2)).slice(0, MOST);
  const days = (Object.hasOwn(DAYS, get('days') ?? '') ? get('days') : '7') as keyof typeof DAYS;
  const {
    data: lines,
    error,
    refetch,
  } = useQuery({
    queryKey: ['compare', chosen, days],
    queryFn: async () => changesOf(chosen, await curvesSince(chosen, Number(days))),
    enabled: chosen.length > 0,
  });
  const noToday = unread ? (
    <Unknown reason={`The history cannot be read: ${unread.message}`} />
  ) : (
    <None label="–" />
  );
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2 px-1 pt-1">
        <h1 className="mr-2 text-base font-semibold">Compare accounts</h1>
        <LazyCheckMenu
          button={{ children: 'Choose accounts', title: `Up to ${MOST}` }}
          items={[...accounts.values()].map((account) => ({
            id: String(account.account_index),
            label: nameOf(account),
          }))}
          checked={chosen.map(String)}
          onChange={(ids) => set('accounts', ids.slice(-MOST).join('-'))}
        />
        <Segmented label="Span" value={days} options={DAYS} onChange={(next) => set('days', next)} />
      </div>
      <Panel title="Change of equity, in percent">
        {error ? (
          <Notice
            title="The history cannot be read"
            action={<Button onClick={() => void refetch()}>Try again</Button>}
          >
            {error.message}
          </Notice>
        ) : lines?.every(({ length }) => length === 0) ? (
          <Notice title="No equity was recorded in this span" />
        ) : (
          <Suspense fallback={<div className="h-52" />}>
            <LinesChart
              label="Change of equity of each account in percent"
              lines={lines ?? NO_LINES}
              step={(Number(days) * DAY_MS) / POINTS}
              unit="percent"
            />
          </Suspense>
        )}
      </Panel>
      <Panel title="Figures now">
        <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Figures now">
          <table className="w-full text-right">
            <thead className="text-muted text-2xs">
              <tr>
                {[
                  'Account',
                  'Equity',
                  'PnL today',
                  'Today %',
                  'Unrealized PnL',
                  'Margin %',
                  'Nearest liq.',
                  'Positions',
                ].map((head, place) => (
                  <th
                    key={head}
                    scope="col"
                    className={`px-3 py-1.5 font-medium ${place === 0 ? 'text-left' : ''}`}
                  >
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {chosen.map((index, place) => {
                const account = accounts.get(index);
                if (!account) return null;
                const figures = figuresOf(account);
                const stale = figures.moneyStale;
                const opening = openings.get(index);
                const today = figures.equity !== null && opening ? gainOf(figures.equity, opening) : null;
                return (
                  <tr key={index} className="border-line border-t">
                    <th scope="row" className="flex items-center gap-2 px-3 py-1.5 text-left font-normal">
                      <LineSample place={place} />
                      <AccountName index={index} name={nameOf(account)} />
                    </th>
                    <td className="px-3">
                      <Num value={figures.equity} stale={stale} />
                    </td>
                    <td className="px-3">
                      {today ? <Num value={today.pnl} signed stale={stale} /> : noToday}
                    </td>
                    <td className="px-3">
                      {today?.percent ? <Num value={today.percent} signed unit="%" stale={stale} /> : noToday}
                    </td>
                    <td className="px-3">
                      <Num value={figures.unrealized} signed stale={stale} />
                    </td>
                    <td className="px-3">
                      <Num value={figures.marginUsage} unit="%" stale={stale} />
                    </td>
                    <td className="px-3">
                      {figures.positions === null ? (
                        <Unknown />
                      ) : (
                        <LiquidationDistance distance={figures.nearest?.distance ?? null} stale={stale} />
                      )}
                    </td>
                    <td className="px-3">{figures.positions ?? <Unknown />}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      </Panel>
    </div>
  );
}

/** The same request for everyone who asks within five minutes. */
function curvesSince(accounts: readonly number[], days: number): Promise<EquityCurves> {
  const now = Math.floor(Date.now() / ROUND_MS) * ROUND_MS;
  return curvesOf(accounts, { from: now - days * DAY_MS }, POINTS);
}

function LineSample({ place }: { place: number }) {
  const look = LINE_LOOKS[place];
  if (!look) return null;
  return (
    <svg
      aria-hidden
      width="18"
      height="8"
      style={{ color: `var(--${look.color === 'text' ? 'muted' : look.color})` }}
    >
      <line
        x1="0"
        x2="18"
        y1="4"
        y2="4"
        stroke="currentColor"
        strokeWidth="2"
        strokeDasharray={look.dashes}
      />
    </svg>
  );
}
