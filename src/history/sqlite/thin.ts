import type { DatabaseSync } from 'node:sqlite';
import type { ThinningSpan } from '../retention.js';

/** Deletes the snapshots that age has made superfluous; the last of each bucket stays. */
export function thinSnapshots(database: DatabaseSync, spans: readonly ThinningSpan[]): number {
  let deleted = 0;
  for (const { from, to, every_ms, keep_notable } of spans) {
    const scope = `timestamp >= ${from} AND timestamp < ${to} ${keep_notable ? `AND reason = 'interval'` : ''}`;
    const last = `SELECT id FROM (SELECT id, max(timestamp) FROM account_snapshots WHERE ${scope}
      GROUP BY account_index, timestamp / ${every_ms})`;
    const result = database.prepare(`DELETE FROM account_snapshots WHERE ${scope} AND id NOT IN (${last})`).run();
    deleted += Number(result.changes);
  }
  return deleted;
}
