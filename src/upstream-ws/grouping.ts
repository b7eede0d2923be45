import { SOCKET_LIMITS } from '../egress/socket-budget.js';

/** Up to so many accounts on one egress have a connection each. More connections would spend its messages on pings. */
const CONNECTIONS_WANTED = 25;
/** An account's channels, the auxiliary one included. */
const CHANNELS = 6;
/** A connection of this size is resubscribed within a minute, beside the pings of as many as are wanted. */
const MOST_ACCOUNTS = Math.min(
  22,
  SOCKET_LIMITS.accountsPerConnection,
  Math.floor(SOCKET_LIMITS.subscriptionsPerConnection / CHANNELS),
);
/** Auxiliary channels are subscribed again this often, … */
const REFRESH_EVERY_MS = 5 * 60_000;
/** … and less often where that would be more messages a minute on one egress than this. */
const REFRESH_MESSAGES_PER_MINUTE = 40;
const MESSAGES_PER_REFRESH = 3;

/**
 * Shares out the accounts of one egress over connections: one each, or evenly more where there are many.
 * @returns groups in order, none empty.
 */
export function groupAccounts<T>(accounts: readonly T[]): T[][] {
  const size = Math.min(MOST_ACCOUNTS, Math.max(1, Math.ceil(accounts.length / CONNECTIONS_WANTED)));
  const groups: T[][] = [];
  for (let at = 0; at < accounts.length; at += size) groups.push(accounts.slice(at, at + size));
  return groups;
}

/** Milliseconds between two refreshes of volumes and past funding, for so many accounts on one egress. */
export function auxiliaryRefreshPeriod(accounts: number): number {
  const rate = REFRESH_MESSAGES_PER_MINUTE / MESSAGES_PER_REFRESH;
  return Math.max(REFRESH_EVERY_MS, (accounts / rate) * 60_000);
}
