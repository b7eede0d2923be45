import type { FaultBoard } from '../fault-board.js';
import { TABLE_NAMES } from '../tables.js';
import { SupabaseFailed } from './checked-fetch.js';
import { classify } from './refusal.js';
import { SUPABASE } from './shipper.js';
import type { SupabaseApi } from './supabase-api.js';

/**
 * Reads one row of each table to detect a wrong key or a missing table before the first row is sent.
 * @param isIdle false once rows wait: sending them shows more, so the probe ends
 */
export async function probe(
  api: Pick<SupabaseApi, 'page'>,
  faults: FaultBoard,
  isIdle: () => boolean,
): Promise<void> {
  for (const table of TABLE_NAMES) {
    try {
      await api.page({ table, accounts: null, from: null, to: null, order: 'desc', limit: 1, cursor: null });
      if (!isIdle()) return;
      faults.clear(SUPABASE);
      faults.clear(table);
    } catch (error) {
      if (!(error instanceof SupabaseFailed)) throw error;
      const { scope, kind, message, what_to_do } = classify(error.failure);
      faults.raise({ kind, message, what_to_do }, scope === 'table' ? table : SUPABASE);
      if (scope !== 'table') return;
    }
  }
}
