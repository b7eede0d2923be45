/** Auxiliary channels are subscribed again this often, … */
const REFRESH_EVERY_MS = 5 * 60_000;
/** … and less often where that would be more messages a minute on one egress than this. */
const REFRESH_MESSAGES_PER_MINUTE = 40;
const MESSAGES_PER_REFRESH = 3;

/** Milliseconds between two refreshes of volumes and past funding, for the largest number of accounts on one egress. */
export function auxiliaryRefreshPeriod(accounts: number): number {
  const rate = REFRESH_MESSAGES_PER_MINUTE / MESSAGES_PER_REFRESH;
  return Math.max(REFRESH_EVERY_MS, (accounts / rate) * 60_000);
}
