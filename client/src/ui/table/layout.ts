import type { Preferences } from '../../preferences/preferences.js';
import type { Column } from './column.js';

export const ROW_HEIGHT: Record<Preferences['density'], number> = { compact: 24, normal: 30, relaxed: 38 };

/** Columns share the width in proportion and never go below their least. */
export function gridTemplate(columns: readonly Column<never>[]): string {
  return columns.map(({ width }) => `minmax(${width}px, ${width}fr)`).join(' ');
}

export function leastWidth(columns: readonly Column<never>[]): number {
  return columns.reduce((total, { width }) => total + width, 0);
}
