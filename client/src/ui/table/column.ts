import { createContext, type ReactNode } from 'react';

/** One column of a table of `R`. */
export interface Column<R> {
  id: string;
  header: string;
  /** What the header means, where it is not plain. */
  hint?: string;
  align?: 'left' | 'right';
  /** Least width in pixels; columns share what is left in proportion. */
  width: number;
  /** The same on a phone, where it is less. */
  phoneWidth?: number;
  /** What is sorted, searched and exported: text, a decimal, or a time; of the row alone. `null` sorts last. */
  value: (row: R) => string | number | null;
  /** How `value` is ordered; `decimal` compares exactly. */
  order?: 'text' | 'decimal' | 'number';
  /** What is shown; `value` as it is when absent. */
  cell?: (row: R) => ReactNode;
  /** What a group shows for its rows. */
  total?: (rows: readonly R[]) => ReactNode;
  /** Not shown until chosen. */
  hidden?: boolean;
}

/** How a row stays current between two renderings of its table. */
export interface Follow<R> {
  subscribe: (listener: () => void) => () => void;
  /** The current state of the row, the same object while nothing changes; `undefined` once it is gone. */
  current: (row: R) => R | undefined;
}

/** Key of the row that the cells below belong to; a DOM element of a table is reused for other rows. */
export const RowKey = createContext('');
