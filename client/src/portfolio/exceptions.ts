import type { LiveState } from '../live/live-store.js';
import { duration } from '../format/time.js';
import { figuresOf } from './account-figures.js';
import { dangerOfDistance, dangerOfUsage, type Danger } from './danger.js';
import { heardAt, isTrying } from './links.js';

/** Something that is not as it should be, now. */
export interface Exception {
  key: string;
  severity: Danger;
  /** The account that it concerns; `null` for the service. */
  index: number | null;
  what: string;
  /** Since when, in server time; `null` where that is unknown. */
  since: number | null;
  /** Where to act on it. */
  path: string;
}

/** More connections than this are down for one reason. */
const MOST_LINKS = 3;

/** Everything that is wrong now, the most serious first. */
export function exceptionsOf({ accounts, connections }: LiveState, now: number): Exception[] {
  const found: Exception[] = [];
  const { rest_paused, ws_paused } = connections?.control ?? {};
  const add = (
    severity: Danger,
    index: number | null,
    what: string,
    since: number | null,
    path: string,
  ): void => {
    found.push({ key: `${index} ${what.replaceAll(/[\d.,]+/g, '')}`, severity, index, what, since, path });
  };
  if (rest_paused || ws_paused) add('warn', null, 'Collection is paused', null, '/connections');
  const down = (connections?.links ?? []).filter(isTrying);
  if (down.length > MOST_LINKS) {
    const since = Math.max(...down.map((link) => heardAt(link) ?? 0)) || null;
    add('down', null, `Exchange unreachable on ${down.length} connections`, since, '/connections');
  } else
    for (const link of down)
      add('down', link.account_index, `${link.kind} connection down`, heardAt(link), '/connections');
  for (const egress of connections?.egresses ?? [])
    if (!egress.healthy)
      add('down', null, `Egress ${egress.host}: ${egress.fault ?? 'faulty'}`, null, '/connections');
  for (const [index, account] of accounts) {
    const figures = figuresOf(account);
    const path = `/accounts/${index}`;
    for (const { symbol, liquidation_distance } of account.positions ?? []) {
      const danger = dangerOfDistance(liquidation_distance);
      if (danger) add(danger, index, `${symbol} is ${liquidation_distance} % from liquidation`, null, path);
    }
    const usage = dangerOfUsage(figures.marginUsage);
    if (usage) add(usage, index, `Margin usage ${figures.marginUsage} %`, null, path);
    if (figures.health !== 'live')
      add('warn', index, figures.reason ?? 'Nothing received yet', figures.confirmedAt, path);
    for (const gap of account.gaps)
      if (gap.closed_at === null)
        add(
          'warn',
          index,
          `Fills may be missing (${gap.cause}) for ${duration(now - gap.opened_at)}`,
          gap.opened_at,
          path,
        );
  }
  return found.sort((a, b) => Number(b.severity === 'down') - Number(a.severity === 'down'));
}
