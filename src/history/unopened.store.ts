import { Problem } from '../http/problems.js';
import { DiscardingStore } from './discarding.store.js';
import type { FaultBoard } from './fault-board.js';
import type { AccountCheckpoint } from './history-store.port.js';
import type { HistoryStatus } from './history-status.js';
import type { HistoryRow } from './row.js';
import type { TableName } from './tables.js';

const SETTINGS: ReadonlySet<TableName> = new Set(['account_labels', 'alert_rules']);

/**
 * In the place of a store that could not be opened: answers every query with HISTORY_UNAVAILABLE. Rows missed
 * meanwhile count as a gap at the next start, because the file still ends with the last trade before.
 */
export class UnopenedStore extends DiscardingStore {
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

  /** Live data flows on unrecorded. Settings are refused, because a restart would lose them. */
  override async append(rows: readonly HistoryRow[]): Promise<void> {
    if (rows.some(({ table }) => SETTINGS.has(table))) throw this.refusal();
    await super.append(rows);
  }

  override async import(): Promise<never> {
    throw this.cause;
  }

  /**
   * Never a first start, because the file may hold trades: a first start begins the record at its own time, which would hide the
   * fills made while the service was down. Instead the exchange is read as far back as it remembers.
   */
  override async checkpointOf(): Promise<AccountCheckpoint> {
    return { ...(await super.checkpointOf()), first_start: false };
  }

  override status(): HistoryStatus {
    return {
      ...super.status(),
      backend: this.backend,
      last_error: this.cause.message,
      faults: this.faults.list(),
      dropped_rows: this.discarded,
      ready: false,
    };
  }

  protected override refusal(): Problem {
    return new Problem(
      'HISTORY_UNAVAILABLE',
      'History could not be opened; GET /api/supabase/status says why',
    );
  }
}
