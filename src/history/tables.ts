/**
 * The tables of the history. The SQLite schema and statements, Supabase requests, CSV headers and API responses are derived from
 * this list; `supabase_schema.sql` has the same columns, which a contract test proves.
 */
export type ColumnKind = 'text' | 'int' | 'decimal' | 'time' | 'bool' | 'json';

export interface Table {
  columns: Readonly<Record<string, ColumnKind>>;
  /** Natural key, within exchange and network. */
  key: readonly string[];
  /** For a row whose key exists: keep the first one, or replace it by the newer one. */
  onConflict: 'keep' | 'replace';
  /** Of a row that is replaced: the column that is set when what it describes has ended. An ended row is not opened again. */
  ends: string | null;
  /** Order in which rows are dropped when the journal is full, 1 first; `null` is never dropped. */
  dropOrder: number | null;
}

/** The change that a row comes from, by epoch and sequence number, and when its data arrived. */
const ORIGIN = { epoch: 'text', seq: 'int', received_at: 'time', raw_data: 'json' } as const;

export const TABLES = {
  account_snapshots: {
    columns: {
      account_index: 'int',
      timestamp: 'time',
      equity: 'decimal',
      collateral: 'decimal',
      margin: 'decimal',
      available_balance: 'decimal',
      pnl: 'decimal',
      positions_count: 'int',
      orders_count: 'int',
      daily_volume: 'decimal',
      weekly_volume: 'decimal',
      monthly_volume: 'decimal',
      total_volume: 'decimal',
      reason: 'text',
      stale: 'bool',
      ...ORIGIN,
    },
    key: ['account_index', 'timestamp'],
    onConflict: 'replace',
    ends: null,
    dropOrder: 1,
  },
  positions: {
    columns: {
      account_index: 'int',
      timestamp: 'time',
      market_id: 'int',
      market: 'text',
      event: 'text',
      side: 'text',
      size: 'decimal',
      entry_price: 'decimal',
      mark_price: 'decimal',
      mark_at: 'time',
      position_value: 'decimal',
      unrealized_pnl: 'decimal',
      realized_pnl: 'decimal',
      liquidation_price: 'decimal',
      margin_mode: 'text',
      initial_margin_fraction: 'decimal',
      allocated_margin: 'decimal',
      total_funding_paid_out: 'decimal',
      ...ORIGIN,
    },
    key: ['account_index', 'market_id', 'epoch', 'seq'],
    onConflict: 'keep',
    ends: null,
    dropOrder: 3,
  },
  orders: {
    columns: {
      account_index: 'int',
      timestamp: 'time',
      order_id: 'text',
      client_order_id: 'text',
      market_id: 'int',
      market: 'text',
      side: 'text',
      order_type: 'text',
      time_in_force: 'text',
      price: 'decimal',
      trigger_price: 'decimal',
      trigger_status: 'text',
      size: 'decimal',
      filled: 'decimal',
      remaining: 'decimal',
      filled_quote: 'decimal',
      status: 'text',
      reduce_only: 'bool',
      parent_order_id: 'text',
      order_expiry: 'int',
      placed_at: 'time',
      ...ORIGIN,
    },
    key: ['account_index', 'order_id', 'timestamp', 'status', 'filled'],
    onConflict: 'keep',
    ends: null,
    dropOrder: 2,
  },
  trades: {
    columns: {
      account_index: 'int',
      timestamp: 'time',
      trade_id: 'text',
      market_id: 'int',
      market: 'text',
      side: 'text',
      role: 'text',
      type: 'text',
      price: 'decimal',
      size: 'decimal',
      usd_amount: 'decimal',
      fee: 'decimal',
      realized_pnl: 'decimal',
      position_size_before: 'decimal',
      order_id: 'text',
      client_order_id: 'text',
      tx_hash: 'text',
      block_height: 'int',
      transaction_time: 'time',
      ...ORIGIN,
    },
    // Includes the time, because an exchange that was reset uses the same ids again.
    key: ['account_index', 'trade_id', 'timestamp'],
    onConflict: 'keep',
    ends: null,
    dropOrder: null,
  },
  funding: {
    columns: {
      account_index: 'int',
      timestamp: 'time',
      funding_id: 'text',
      market_id: 'int',
      market: 'text',
      change: 'decimal',
      rate: 'decimal',
      position_size: 'decimal',
      position_side: 'text',
      discount: 'decimal',
      ...ORIGIN,
    },
    key: ['account_index', 'funding_id'],
    onConflict: 'keep',
    ends: null,
    dropOrder: 5,
  },
  cash_flows: {
    columns: {
      account_index: 'int',
      timestamp: 'time',
      flow_id: 'text',
      amount: 'decimal',
      source: 'text',
      confirmed_at: 'time',
      ...ORIGIN,
    },
    key: ['account_index', 'flow_id'],
    onConflict: 'replace',
    ends: null,
    dropOrder: null,
  },
  gaps: {
    columns: {
      account_index: 'int',
      timestamp: 'time',
      gap_id: 'text',
      cause: 'text',
      from_trade_id: 'text',
      to_trade_id: 'text',
      opened_at: 'time',
      closed_at: 'time',
      trades_recovered: 'int',
      complete: 'bool',
      reason: 'text',
      progress: 'text',
      ...ORIGIN,
    },
    key: ['account_index', 'gap_id'],
    onConflict: 'replace',
    ends: 'closed_at',
    dropOrder: null,
  },
  link_outages: {
    columns: {
      account_index: 'int',
      timestamp: 'time',
      link_id: 'text',
      kind: 'text',
      account_name: 'text',
      state: 'text',
      reason: 'text',
      ended_at: 'time',
      ...ORIGIN,
    },
    key: ['link_id', 'timestamp'],
    onConflict: 'replace',
    ends: 'ended_at',
    dropOrder: 4,
  },
  account_labels: {
    columns: {
      account_index: 'int',
      timestamp: 'time',
      label: 'text',
      group_name: 'text',
      tags: 'json',
      ...ORIGIN,
    },
    key: ['account_index'],
    onConflict: 'replace',
    ends: null,
    dropOrder: null,
  },
  alert_rules: {
    columns: {
      account_index: 'int',
      timestamp: 'time',
      rule_id: 'text',
      rule: 'json',
      deleted: 'bool',
      ...ORIGIN,
    },
    key: ['rule_id'],
    onConflict: 'replace',
    ends: null,
    dropOrder: null,
  },
  alerts: {
    columns: {
      account_index: 'int',
      timestamp: 'time',
      alert_id: 'text',
      rule_id: 'text',
      kind: 'text',
      severity: 'text',
      state: 'text',
      account_name: 'text',
      market: 'text',
      subject: 'text',
      summary: 'text',
      details: 'json',
      updated_at: 'time',
      acknowledged_by: 'text',
      acknowledged_at: 'time',
      resolved_at: 'time',
      count: 'int',
      ...ORIGIN,
    },
    key: ['alert_id'],
    onConflict: 'replace',
    ends: 'resolved_at',
    dropOrder: null,
  },
} as const satisfies Record<string, Table>;

export type TableName = keyof typeof TABLES;
/** Tables whose rows every start reads, so that the local file has them in both modes. */
export const KEPT_TABLES = [
  'account_labels',
  'alert_rules',
  'alerts',
] as const satisfies readonly TableName[];
export type KeptTable = (typeof KEPT_TABLES)[number];

export function isKept(table: TableName): table is KeptTable {
  return (KEPT_TABLES as readonly string[]).includes(table);
}

export const TABLE_NAMES = Object.keys(TABLES) as TableName[];

export function columnsOf(table: TableName): [name: string, kind: ColumnKind][] {
  return Object.entries(TABLES[table].columns);
}
