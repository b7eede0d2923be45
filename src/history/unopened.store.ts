import { Problem } from '../http/problems.js';
import type { FaultBoard } from './fault-board.js';
import { HistoryStore, type AccountCheckpoint, type OpenRows } from './history-store.port.js';
import type { HistoryStatus } from './history-status.js';

/**
 * In the place of a store that could not be opened: discards every row and answers every query with HISTORY_UNAVAILABLE. What is
 * missed meanwhile counts as a gap at the next start, because the file still ends with the last trade before.
 */
export class UnopenedStore extends HistoryStore {
  private discarded = 0;

  constructor(
    private readonly backend: 'sqlite' | 'supabase',
    private readonly cause: Error,
    private readonly faults: FaultBoard,
  ) {
    super();
    const message = `History cannot be opened and is not recorded: ${cause.message}`;
    const what_to_do =
      'Correct the cause, then restart the service; fills made meanwhile are recovered then.';
    faults.raise({ kind: 'disk-failed', message, what_to_do }, 'open');
  }

  override async append(rows: readonly unknown[]): Promise<void> {
    this.discarded += rows.length;
  }

  override async import(): Promise<never> {
    throw this.cause;
  }

  override async checkpointOf(): Promise<AccountCheckpoint> {
    return { first_start: true, last_trade_id: null, open_gaps: [], progress: null };
  }

  override async openRows(): Promise<OpenRows> {
    return { positions: [], orders: [], outages: [] };
  }

  override async kept(): Promise<never[]> {
    return [];
  }

  override appendNoted(rows: readonly unknown[]): Promise<void> {
    return this.append(rows);
  }

  override async notes(): Promise<Record<string, string>> {
    return {};
  }

  override async page(): Promise<never> {
    throw unopened();
  }

  override async equity(): Promise<never> {
    throw unopened();
  }

  override async equityAt(): Promise<never> {
    throw unopened();
  }

  override async pnl(): Promise<never> {
    throw unopened();
  }

  override async retain(): Promise<void> {}

  override status(): HistoryStatus {
    return {
      backend: this.backend,
      lag_rows: 0,
      lag_seconds: 0,
      last_success: null,
      last_error: this.cause.message,
      faults: this.faults.list(),
      quarantined_rows: 0,
      dropped_rows: this.discarded,
      journal_bytes: 0,
      database_bytes: 0,
      ready: false,
    };
  }

  override async close(): Promise<void> {}
}

function unopened(): Problem {
  return new Problem('HISTORY_UNAVAILABLE', 'History could not be opened; GET /api/supabase/status says why');
}
