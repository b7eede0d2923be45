import type { IncidentKind } from 'lighter-broadcaster-protocol/incident-kinds';
import type { Clock } from '../../clock/clock.js';
import type { ProxyFailover } from '../../egress/proxy-failover.js';
import type { Frame } from '../../lighter/mapper/frame.js';
import type { StreamPart } from '../../state/demand.js';
import type { Update } from '../../state/update.js';
import type { ChannelPart, FollowedAccount } from '../session/channels.js';
import type { DisconnectReason } from '../session/disconnect-reason.js';
import type { ConnectionStats } from './connection-stats.js';

/** What a connection needs from its surroundings. */
export interface StreamConnectionContext {
  /** The stream's address. */
  url: string;
  clock: Clock;
  /** Epoch ms by the exchange's clock, `null` while unknown. */
  exchangeNow: () => number | null;
  failover: ProxyFailover;
  /** In [0, 1). */
  random: () => number;
  /** A currently valid token, `null` without one. */
  tokenFor: (accountIndex: number) => string | null;
  /** This token was accepted. */
  accepted: (accountIndex: number, token: string) => void;
  /** This token was refused. @returns whether to retry with another one. */
  renew: (accountIndex: number, refused: string) => boolean;
  /** Milliseconds until the account's token should be replaced; `null`: never. */
  renewIn: (accountIndex: number) => number | null;
  /** The party whose limit a 429 may concern: the L1 address of the account, or a name of its own. */
  partyOf: (accountIndex: number | null) => string;
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
  /** A data frame of the connection that counts for its channel, after its updates. */
  frame(frame: Frame, updates: readonly Update[]): void;
  raw(connection: StreamConnectionView, text: string, receivedAt: number): void;
  /** Every vital subscription of the account has its snapshot. */
  followed(accountIndex: number): void;
  /** The statistics of all markets arrived. */
  marksConfirmed(): void;
  tradesConfirmed(accountIndex: number): void;
  /** The connection is up, but carries no fills of the account until `tradesConfirmed`. */
  lapsed(accountIndex: number): void;
  /** The connection is up, but fills that it delivered could not be read. */
  missed(accountIndex: number): void;
  /** The connection is up, but a frame that reported of this part could not be read. */
  doubted(accountIndex: number, part: Exclude<StreamPart, 'trades'>): void;
  /** A part is not carried until its next snapshot, while the connection lives. */
  released(accountIndex: number | null, part: ChannelPart, reason: string): void;
  /** @param probeMono of a pong: when its ping was sent; `null` for a frame. */
  alive(accountIndex: number | null, probeMono: number | null): void;
  lost(accountIndex: number | null, kind: DisconnectReason['kind'], reason: string): void;
  incident: (accountIndex: number | null, kind: IncidentKind, code: string | null, reason: string) => void;
  /** Its state changed; reported at once. */
  changed(connection: StreamConnectionView): void;
}

/** Milliseconds until the first token of these accounts should be replaced; `null`: never. */
export function earliestRenewal(
  accounts: readonly FollowedAccount[],
  { renewIn }: Pick<StreamConnectionContext, 'renewIn'>,
): number | null {
  const times = accounts.flatMap(({ index }) => (index === null ? [] : (renewIn(index) ?? [])));
  return times.length === 0 ? null : Math.min(...times);
}
