import type { HistoryRow } from '../row.js';
import { TABLES, type Table, type TableName } from '../tables.js';

/** A market whose rows carry its id in place of its symbol, which is known now. */
export interface LateName {
  table: TableName;
  market_id: number;
  symbol: string;
  /** Accounts with rows of it that were sent without the symbol. */
  accounts: number[];
}

interface MarketRow {
  account_index: number;
  market_id: number;
  market: string;
}

/**
 * Remembers which rows went to Supabase before the symbol of their market was known. They are kept in their first form, so the same
 * row with the symbol, which follows as soon as it is known, does not replace them.
 */
export class LateNames {
  private readonly unnamed = new Map<string, Set<number>>();

  /** @param rows of one table that Supabase has accepted. @returns markets to name in the rows before; call `named` for each */
  accepted(table: TableName, rows: readonly HistoryRow[]): LateName[] {
    const { columns, onConflict } = TABLES[table] as Table;
    if (onConflict !== 'keep' || !('market' in columns)) return [];
    const symbols = new Map<number, string>();
    for (const { values } of rows) {
      const { account_index, market_id, market } = values as unknown as MarketRow;
      if (market === String(market_id)) this.of(`${table}/${market_id}`).add(account_index);
      else symbols.set(market_id, market);
    }
    return [...symbols].flatMap(([market_id, symbol]) => {
      const accounts = this.unnamed.get(`${table}/${market_id}`);
      return accounts ? { table, market_id, symbol, accounts: [...accounts] } : [];
    });
  }

  named({ table, market_id }: LateName): void {
    this.unnamed.delete(`${table}/${market_id}`);
  }

  private of(key: string): Set<number> {
    let accounts = this.unnamed.get(key);
    if (!accounts) this.unnamed.set(key, (accounts = new Set()));
    return accounts;
  }
}
