import type { Clock } from '../../clock/clock.js';
import type { FaultBoard } from '../fault-board.js';
import type { HistoryStatus } from '../history-status.js';
import type { JournalState } from '../sqlite/journal.js';

const JOURNAL = 'journal';
const WARN_AT = 0.8;
const WHAT_TO_DO = 'Restore Supabase, or raise JOURNAL_MAX_BYTES. Trades and gaps are always kept.';

/** Tracks how full the journal is and how far Supabase lags behind. */
export class JournalGauge {
  private state: JournalState = {
    rows: 0,
    bytes: 0,
    bounded_bytes: 0,
    oldest_at: null,
    quarantined: 0,
    dropped: 0,
  };

  constructor(
    private readonly faults: FaultBoard,
    private readonly maxBytes: number,
    private readonly clock: Clock,
  ) {}

  take(state: JournalState): void {
    const dropped = state.dropped - this.state.dropped;
    this.state = state;
    const share = state.bounded_bytes / this.maxBytes;
    if (dropped > 0) {
      const message = `The journal is full: ${state.dropped} rows were dropped, oldest snapshots first`;
      this.faults.raise({ kind: 'journal-full', message, what_to_do: WHAT_TO_DO }, JOURNAL);
    }
    if (share >= WARN_AT) {
      const message = `The journal uses ${Math.floor(share * 100)} % of JOURNAL_MAX_BYTES`;
      this.faults.raise({ kind: 'journal-nearly-full', message, what_to_do: WHAT_TO_DO }, JOURNAL);
    } else this.faults.clear(JOURNAL, 'journal-nearly-full');
    if (state.rows === 0) this.faults.clear(JOURNAL, 'journal-full');
    if (state.quarantined === 0) this.faults.clear('quarantine');
  }

  figures(): Pick<
    HistoryStatus,
    'lag_rows' | 'lag_seconds' | 'quarantined_rows' | 'dropped_rows' | 'journal_bytes'
  > {
    const { rows, bytes, oldest_at, quarantined, dropped } = this.state;
    return {
      lag_rows: rows,
      lag_seconds: oldest_at === null ? 0 : Math.max(0, (this.clock.wallNow() - oldest_at) / 1_000),
      quarantined_rows: quarantined,
      dropped_rows: dropped,
      journal_bytes: bytes,
    };
  }
}
