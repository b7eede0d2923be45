import type { Preferences } from '../../preferences/preferences.js';
import type { Column } from './column.js';

export const ROW_HEIGHT: Record<Preferences['density'], number> = { compact: 24, normal: 30, relaxed: 38 };

/** Columns share the width in proportion and never shrink below their minimum. */
export function gridTemplate(columns: readonly Column<never>[]): string {
  return columns.map(({ width }) => `minmax(${least(width)}, ${width}fr)`).join(' ');
}

export function leastWidth(columns: readonly Column<never>[]): string {
  return `calc(${columns.map(({ width }) => least(width)).join(' + ')})`;
}

/** On a phone no column is wider than a date with time needs. */
function least(width: number): string {
  return `min(${width}px, 44vw)`;
}

/** The columns as a phone shows them: those named by `first` lead, in that order, each at its phone width. */
export function phoneColumns<R>(columns: readonly Column<R>[], first: readonly string[]): Column<R>[] {
  const place = ({ id }: Column<R>): number => (first.includes(id) ? first.indexOf(id) : first.length);
  return columns
    .toSorted((a, b) => place(a) - place(b))
    .map((column) => ({ ...column, width: column.phoneWidth ?? column.width }));
}
