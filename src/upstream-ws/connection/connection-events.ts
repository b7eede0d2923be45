import type { IncidentKind } from 'lighter-broadcaster-protocol/incident-kinds';
import type { Clock } from '../../clock/clock.js';
import type { ProxyFailover } from '../../egress/proxy-failover.js';
import type { Update } from '../../state/update.js';
import type { DisconnectReason } from '../session/disconnect-reason.js';
import type { FollowedAccount } from '../session/channels.js';
import type { ConnectionStats } from './connection-stats.js';

export interface StreamConnectionContext {
  /** The stream's address. */
  url: string;
  clock: Clock;
  failover: ProxyFailover;
  /** In [0, 1). */
  random: () => number;
  /** A token that is good now, `null` when there is none. */
  tokenFor: (accountIndex: number) => string | null;
  /** This token was refused. @returns whether another one is worth a try. */
  renew: (accountIndex: number, refused: string) => boolean;
  /** When the account's token should be replaced, epoch ms; `null`: never. */
  renewAt: (accountIndex: number) => number | null;
  symbolOf: (marketId: number) => string;
}

/** A connection as its observers see it. */
export interface StreamConnectionView {
  readonly accounts: readonly FollowedAccount[];
  readonly stats: ConnectionStats;
  /** Channels of an account (`null`: the markets) whose subscription was refused. */
  refusedChannels(accountIndex: number | null): string[];
}

/** What a connection reports. `accountIndex` is `null` for the markets. */
export interface StreamConnectionEvents {
  updates(updates: Update[]): void;
  raw(connection: StreamConnectionView, text: string, receivedAt: number): void;
  /** Every subscription of the account has its snapshot. */
  followed(accountIndex: number): void;
  tradesConfirmed(accountIndex: number): void;
  /** The line is up, but until `tradesConfirmed` it carries no fills of the account. */
  lapsed(accountIndex: number): void;
  /** The line is up, but fills that it brought could not be read. */
  missed(accountIndex: number): void;
  alive(accountIndex: number): void;
  lost(accountIndex: number, kind: DisconnectReason['kind'], reason: string): void;
  incident: (accountIndex: number | null, kind: IncidentKind, code: string | null, reason: string) => void;
  /** Its state changed: to be reported at once. */
  changed(connection: StreamConnectionView): void;
}

/** When the first token of these accounts should be replaced, epoch ms; `null`: never. */
export function earliestRenewal(
  accounts: readonly FollowedAccount[],
  { renewAt }: StreamConnectionContext,
): number | null {
  const times = accounts.flatMap(({ index }) => (index === null ? [] : (renewAt(index) ?? [])));
  return times.length === 0 ? null : Math.min(...times);
}
