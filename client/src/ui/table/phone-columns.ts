import type { Column } from './column.js';

/** The columns as a phone shows them: those named by `first` come first, in that order, each as wide as it is there. */
export function phoneColumns<R>(columns: readonly Column<R>[], first: readonly string[]): Column<R>[] {
  const place = ({ id }: Column<R>): number => (first.includes(id) ? first.indexOf(id) : first.length);
  return columns
    .toSorted((a, b) => place(a) - place(b))
    .map((column) => ({ ...column, width: column.phoneWidth ?? column.width }));
}
