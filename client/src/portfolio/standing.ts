import type { LiveState } from '../live/live-store.js';
import type { LinkState } from '../live/model.js';
import { heardAt } from './links.js';
import { rememberLast } from './remember.js';
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

/** How long anything may be silent before its state is no evidence. */
const SILENCE_MS = 30_000;

/**
 * Whether something heard lately confirms the state of a connection. A REST connection is asked rarely where many share a rate limit;
 * between two requests the others of its egress speak for it.
 * @param egresses when anything was heard over each egress
 */
export function isConfirmed(link: LinkState, egresses: ReadonlyMap<string, number>, now: number): boolean {
  if (link.state !== 'connected') return true;
  const heard = heardAt(link);
  if (heard === null) return false;
  const patience = isSilent(egresses.get(link.egress_id), now)
    ? 0
    : 3_000 * (link.poll_interval_effective ?? 0);
  return now - heard < Math.max(SILENCE_MS, patience);
}

/** Whether nothing was heard over an egress for so long that it may be down. */
export function isSilent(egressHeardAt: number | undefined, now: number): boolean {
  return egressHeardAt === undefined || now - egressHeardAt >= SILENCE_MS;
}

/** When anything was heard over each egress, by its id; nothing where nothing ever was. */
export const heardOver = rememberLast((links: readonly LinkState[]): ReadonlyMap<string, number> => {
  const heard = new Map<string, number>();
  for (const link of links) {
    const at = heardAt(link);
    if (at !== null) heard.set(link.egress_id, Math.max(at, heard.get(link.egress_id) ?? 0));
  }
  return heard;
});
