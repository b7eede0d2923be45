import type { DecimalKind } from '../../format/number-format.js';
import { createContext, type ReactNode } from 'react';

/** One column of a table of `R`. */
export interface Column<R> {
  id: string;
  header: string;
  /** Explains the header where it is not self-evident. */
  hint?: string;
  align?: 'left' | 'right';
  /** Minimum width in pixels at the usual text size; columns share the remaining space in proportion. */
  width: number;
  /** The user chose the width: it is the whole width. */
  isFixed?: boolean;
  /** Minimum width on a phone, where smaller. */
  phoneWidth?: number;
  /** Sorted, searched and exported: text, a decimal, or a time; depends on the row alone. `null` sorts last. */
  value: (row: R) => string | number | null;
  /** How `value` is ordered; `decimal` compares exactly. */
  order?: 'text' | 'decimal' | 'number';
  /** For a decimal: how it is shown, and so how wide it gets. */
  kind?: DecimalKind;
  /** Rendered content; `value` when absent. */
  cell?: (row: R) => ReactNode;
  /** What a group header shows for its rows. */
  total?: (rows: readonly R[]) => ReactNode;
  /** The first click sorts ascending, because the smallest value matters most. */
  ascendingFirst?: boolean;
  /** Hidden by default. */
  hidden?: boolean;
}

/** What a cell shows. */
export function contentOf<R>({ cell, value }: Column<R>, row: R): ReactNode {
  return cell ? cell(row) : value(row);
}

/** How a row stays current between two renderings of its table. */
export interface Follow<R> {
  subscribe: (listener: () => void) => () => void;
  /** The current state of the row, the same object while nothing changes; `undefined` once it is gone. */
  current: (row: R) => R | undefined;
}

/** Key of the row that the cells below belong to; a DOM element of a table is reused for other rows. */
export const RowKey = createContext('');
