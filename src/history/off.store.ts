import { Problem } from '../http/problems.js';
import { HistoryStore, type AccountCheckpoint, type OpenRows } from './history-store.port.js';
import type { HistoryStatus } from './history-status.js';

/** The store for `HISTORY=off`: discards every row and answers every query with HISTORY_OFF. */
export class OffStore extends HistoryStore {
  override async append(): Promise<void> {}

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

  override async appendNoted(): Promise<void> {}

  override async notes(): Promise<Record<string, string>> {
    return {};
  }

  override async page(): Promise<never> {
    throw off();
  }

  override async equity(): Promise<never> {
    throw off();
  }

  override async equityAt(): Promise<never> {
    throw off();
  }

  override async pnl(): Promise<never> {
    throw off();
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

function off(): Problem {
  return new Problem('HISTORY_OFF', 'History is switched off (HISTORY=off)');
}
