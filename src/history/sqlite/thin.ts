import type { DatabaseSync } from 'node:sqlite';
import type { ThinningSpan } from '../thinning-spans.js';

/** Distinct accounts by a loose index scan: one lookup per account, regardless of its number of snapshots. */
const ACCOUNTS = `WITH RECURSIVE found (account) AS (
  SELECT min(account_index) FROM account_snapshots
  UNION ALL SELECT (SELECT min(account_index) FROM account_snapshots WHERE account_index > account) FROM found
    WHERE account IS NOT NULL
) SELECT account FROM found WHERE account IS NOT NULL`;

export function accountsWithSnapshots(database: DatabaseSync): number[] {
  return database
    .prepare(ACCOUNTS)
    .all()
    .map(({ account }) => Number(account));
}

/** Deletes the snapshots of an account that are superfluous at their age. */
export function thinSnapshots(database: DatabaseSync, account: number, spans: readonly ThinningSpan[]): void {
  for (const span of spans) database.prepare(deleteSql(account, span)).run();
}

function deleteSql(account: number, { from, to, every_ms, keep_notable }: ThinningSpan): string {
  const notable = keep_notable ? ` AND reason = 'interval'` : '';
  const scope = `account_index = ${account} AND timestamp >= ${from} AND timestamp < ${to}${notable}`;
  const all = `DELETE FROM account_snapshots WHERE ${scope}`;
  if (every_ms === null) return all;
  // SQLite returns the id of the row that holds max().
  return `${all} AND id NOT IN (SELECT id FROM (SELECT id, max(timestamp) FROM account_snapshots WHERE ${scope}
    GROUP BY timestamp / ${every_ms}))`;
}
