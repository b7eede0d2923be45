import type { LiveState } from '../live/live-store.js';
import type { LinkState } from '../live/model.js';
import { heardAt } from './links.js';
import type { Totals } from './totals.js';

/** The worst thing that is true now, for the header, the tab and the overview alike. */
export interface ServiceStanding {
  tone: 'up' | 'warn' | 'down' | 'neutral';
  label: string;
  /** Since when, in server time; `null` where that is unknown or of no interest. */
  since: number | null;
}

/** Nothing was heard of the exchange on any connection for this long. */
const SILENT_MS = 15_000;

export function standingOf(
  { connection, connections, accounts, clockOffset }: LiveState,
  { live, accounts: expected }: Pick<Totals, 'live' | 'accounts'>,
  now: number,
): ServiceStanding {
  const toServer = (at: number): number => at + clockOffset;
  if (connection.phase === 'lost')
    return { tone: 'down', label: 'Offline', since: toServer(connection.since) };
  if (connection.phase === 'connecting') return { tone: 'neutral', label: 'Connecting', since: null };
  const { rest_paused = false, ws_paused = false } = connections?.control ?? {};
  const heard = lastHeard(connections?.links ?? []);
  if (rest_paused || ws_paused) return { tone: 'warn', label: 'Paused', since: heard };
  if (accounts.size < expected) return { tone: 'neutral', label: 'Loading', since: null };
  if (live === 0 && expected > 0 && connections) {
    const streams = connections.links.filter(
      ({ kind, account_index }) => kind === 'websocket' && account_index !== null,
    );
    const isDown = streams.length > 0 && streams.every(({ state }) => state !== 'connected');
    if (isDown && (heard === null || now - heard > SILENT_MS))
      return { tone: 'down', label: 'Exchange down', since: heard };
  }
  if (live < expected)
    return { tone: live === 0 ? 'down' : 'warn', label: `${live} of ${expected} live`, since: null };
  return { tone: 'up', label: 'Live', since: null };
}

/** When the exchange was last heard on any connection. */
function lastHeard(links: readonly LinkState[]): number | null {
  return links.reduce<number | null>((last, link) => Math.max(last ?? 0, heardAt(link) ?? 0) || null, null);
}

/** How long a REST connection may be silent before its state is no evidence. */
const UNASKED_MS = 30_000;

/**
 * Whether the state of a connection is confirmed by something heard lately. A REST connection that was not asked for a while, or an
 * egress all of whose connections are silent, is neither up nor down.
 */
export function isConfirmed(link: LinkState, now: number): boolean {
  if (link.state !== 'connected') return true;
  const heard = heardAt(link);
  const patience = Math.max(UNASKED_MS, 3_000 * (link.poll_interval_effective ?? 0));
  return heard !== null && now - heard < patience;
}
