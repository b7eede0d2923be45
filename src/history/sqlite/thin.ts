import type { DatabaseSync } from 'node:sqlite';
import type { ThinningSpan } from '../thinning-spans.js';

/** Whose snapshots there are; each account is one look into the index, however many it has. */
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

/** Deletes the snapshots of an account that age has made superfluous. */
export function thinSnapshots(database: DatabaseSync, account: number, spans: readonly ThinningSpan[]): void {
  for (const span of spans) database.prepare(deleteSql(account, span)).run();
}

function deleteSql(account: number, { from, to, every_ms, keep_notable }: ThinningSpan): string {
  const notable = keep_notable ? ` AND reason = 'interval'` : '';
  const scope = `account_index = ${account} AND timestamp >= ${from} AND timestamp < ${to}${notable}`;
  const all = `DELETE FROM account_snapshots WHERE ${scope}`;
  if (every_ms === null) return all;
  // SQLite takes the id from the row in which max() was found.
  return `${all} AND id NOT IN (SELECT id FROM (SELECT id, max(timestamp) FROM account_snapshots WHERE ${scope}
    GROUP BY timestamp / ${every_ms}))`;
}
