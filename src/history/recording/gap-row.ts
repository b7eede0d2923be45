import type { Gap } from 'lighter-broadcaster-protocol/account';
import type { WalkProgress } from '../../upstream/gap-log.port.js';
import type { HistoryRow, RowOf } from '../row.js';
import type { Origin } from './row-builders.js';

/** @param progress how far its trades were read, `null` for a closed gap */
export function gapRow(gap: Gap, origin: Origin, progress: WalkProgress | null = null): HistoryRow {
  const values = { ...gap, timestamp: gap.opened_at, raw_data: null, ...origin };
  return { table: 'gaps', values: { ...values, progress: progress && JSON.stringify(progress) } };
}

/** The progress in a stored row. */
export function progressOf({ progress }: RowOf<'gaps'>): WalkProgress | null {
  return progress === null ? null : (JSON.parse(progress) as WalkProgress);
}

/** The gap in a stored row. */
export function gapOf(row: RowOf<'gaps'>): Gap {
  return {
    gap_id: row.gap_id ?? '',
    account_index: row.account_index ?? 0,
    cause: row.cause ?? '',
    from_trade_id: row.from_trade_id,
    to_trade_id: row.to_trade_id,
    opened_at: row.opened_at ?? 0,
    closed_at: row.closed_at,
    trades_recovered: row.trades_recovered,
    complete: row.complete,
    reason: row.reason,
  };
}
