import type { DatabaseSync } from 'node:sqlite';
import type { ThinningSpan } from '../retention.js';

/** Deletes the snapshots that age has made superfluous. */
export function thinSnapshots(database: DatabaseSync, spans: readonly ThinningSpan[]): number {
  return spans.reduce((sum, span) => sum + Number(database.prepare(deleteSql(span)).run().changes), 0);
}

function deleteSql({ from, to, every_ms, keep_notable }: ThinningSpan): string {
  const scope = `timestamp >= ${from} AND timestamp < ${to}${keep_notable ? ` AND reason = 'interval'` : ''}`;
  const all = `DELETE FROM account_snapshots WHERE ${scope}`;
  if (every_ms === null) return all;
  // SQLite takes the id from the row in which max() was found.
  return `${all} AND id NOT IN (SELECT id FROM (SELECT id, max(timestamp) FROM account_snapshots WHERE ${scope}
    GROUP BY account_index, timestamp / ${every_ms}))`;
}
