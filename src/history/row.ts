import type { ColumnKind, TABLES, TableName } from './tables.js';

interface KindTypes {
  text: string;
  int: number;
  /** As the exchange spelled it. */
  decimal: string;
  /** Epoch ms. */
  time: number;
  bool: boolean;
  /** JSON text, verbatim. */
  json: string;
}

type Values<C extends Readonly<Record<string, ColumnKind>>> = { [K in keyof C]: KindTypes[C[K]] | null };

/** The columns of one table, typed from its list of columns. */
export type RowOf<T extends TableName> = Values<(typeof TABLES)[T]['columns']>;

export type Value = string | number | boolean | null;

/** Which exchange, on which of its networks: one history holds the rows of one venue. */
export interface Venue {
  exchange: string;
  network: string;
}

/** A row on its way to a store. */
export type HistoryRow = { [T in TableName]: { table: T; values: RowOf<T> } }[TableName];

/** A row as read from any store: times in epoch ms, decimals and JSON as text. */
export type StoredRow<T extends TableName = TableName> = RowOf<T> & Venue & { id: string };
