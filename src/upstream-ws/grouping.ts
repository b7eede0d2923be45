/** Connections that one egress should need at most: their pings alone take half of the 200 messages a minute. */
const CONNECTIONS_WANTED = 50;
/** What only a snapshot tells is asked again this often, … */
const LOOK_EVERY_MS = 5 * 60_000;
/** … and more rarely where that would be more messages a minute on one egress than this. */
const LOOKS_PER_MINUTE = 40;
const MESSAGES_PER_LOOK = 3;

/**
 * Shares out accounts of one way out over connections: one each, or evenly more where one each would be too many.
 * @returns groups in order, none empty.
 */
export function groupAccounts<T>(accounts: readonly T[], connections = CONNECTIONS_WANTED): T[][] {
  const size = Math.max(1, Math.ceil(accounts.length / connections));
  const groups: T[][] = [];
  for (let at = 0; at < accounts.length; at += size) groups.push(accounts.slice(at, at + size));
  return groups;
}

/** Milliseconds between two looks at volumes and past funding, for so many accounts on one egress. */
export function auxiliaryRefreshPeriod(accounts: number): number {
  return Math.max(LOOK_EVERY_MS, ((accounts * MESSAGES_PER_LOOK) / LOOKS_PER_MINUTE) * 60_000);
}
