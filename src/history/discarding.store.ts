import type { Problem } from '../http/problems.js';
import { HistoryStore, type AccountCheckpoint, type OpenRows } from './history-store.port.js';
import type { HistoryStatus } from './history-status.js';
import type { HistoryRow } from './row.js';

/** A store without storage: discards every row, holds none, and refuses every query. */
export abstract class DiscardingStore extends HistoryStore {
  /** Rows discarded so far. */
  protected discarded = 0;

  /** The answer to every query. */
  protected abstract refusal(): Problem;

  override async append(rows: readonly HistoryRow[]): Promise<void> {
    this.discarded += rows.length;
  }

  override appendNoted(rows: readonly HistoryRow[]): Promise<void> {
    return this.append(rows);
  }

  override async import(): Promise<void> {}

  override async checkpointOf(): Promise<AccountCheckpoint> {
    return { first_start: true, last_trade_id: null, open_gaps: [], progress: null };
  }

  override async openRows(): Promise<OpenRows> {
    return { positions: [], orders: [], outages: [] };
  }

  override async kept(): Promise<never[]> {
    return [];
  }

  override async notes(): Promise<Record<string, string>> {
    return {};
  }

  override async page(): Promise<never> {
    throw this.refusal();
  }

  override async equity(): Promise<never> {
    throw this.refusal();
  }

  override async equityAt(): Promise<never> {
    throw this.refusal();
  }

  override async pnl(): Promise<never> {
    throw this.refusal();
  }

  override async retain(): Promise<void> {}

  override status(): HistoryStatus {
    return {
      backend: 'off',
      lag_rows: 0,
      lag_seconds: 0,
      last_success: null,
      last_error: null,
      faults: [],
      quarantined_rows: 0,
      dropped_rows: 0,
      journal_bytes: 0,
      database_bytes: 0,
      ready: true,
    };
  }

  override async close(): Promise<void> {}
}
