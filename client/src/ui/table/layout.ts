import type { Preferences } from '../../preferences/preferences.js';
import type { Column } from './column.js';

/** In pixels at the usual text size. */
export const ROW_HEIGHT: Record<Preferences['density'], number> = { compact: 24, normal: 30, relaxed: 38 };

/** Columns share the width in proportion and never shrink below their minimum. */
export function gridTemplate(columns: readonly Column<never>[]): string {
  return columns
    .map(({ width, isFixed }) => (isFixed ? least(width) : `minmax(${least(width)}, ${width}fr)`))
    .join(' ');
}

export function leastWidth(columns: readonly Column<never>[]): string {
  return `calc(${columns.map(({ width }) => least(width)).join(' + ')})`;
}

/** On a wide screen numbers stay near the names they belong to. */
const MOST = 1.75;

export function mostWidth(columns: readonly Column<never>[]): string {
  return rem(columns.reduce((sum, { width }) => sum + width, 0) * MOST);
}

/** On a phone no column is wider than a date with time needs. */
function least(width: number): string {
  return `min(${rem(width)}, 44vw)`;
}

function rem(px: number): string {
  return `${px / 16}rem`;
}

/** The columns at their phone widths. */
export function phoneColumns<R>(columns: readonly Column<R>[]): Column<R>[] {
  return columns.map((column) => ({ ...column, width: column.phoneWidth ?? column.width }));
}
