import { SOCKET_LIMITS } from '../egress/socket-budget.js';

/**
 * Up to this many accounts on one egress have a connection each. More connections would spend its messages on pings.
 */
const CONNECTIONS_WANTED = 25;
/** An account's channels, the auxiliary one included. */
const CHANNELS = 6;
/** Accounts per connection, so that one can be resubscribed within a minute beside the pings of all. */
const MOST_ACCOUNTS = Math.min(
  22,
  SOCKET_LIMITS.accountsPerConnection,
  Math.floor(SOCKET_LIMITS.subscriptionsPerConnection / CHANNELS),
);
/**
 * Distributes the accounts of one egress over connections: one each, or evenly more where there are many.
 * @returns groups in order, none empty.
 */
export function groupAccounts<T>(accounts: readonly T[]): T[][] {
  const size = Math.min(MOST_ACCOUNTS, Math.max(1, Math.ceil(accounts.length / CONNECTIONS_WANTED)));
  const groups: T[][] = [];
  for (let at = 0; at < accounts.length; at += size) groups.push(accounts.slice(at, at + size));
  return groups;
}
