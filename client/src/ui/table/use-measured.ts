import { useMemo } from 'react';
import { shownDecimal, type NumberFormat } from '../../format/number-format.js';
import { useNumberFormat } from '../../preferences/use-preferences.js';
import type { Column } from './column.js';
import { useThrottled } from './use-throttled.js';

const MEASURE_MS = 2_000;
const DIGIT_PX = 8.1;
const OTHER_PX = 4.2;
/** Padding, sign and unit. */
const AROUND_PX = 30;
/** More rows than this are sampled evenly. */
const MEASURED_ROWS = 400;

/** The columns, widened where a number would not fit; they do not shrink again, so that nothing jumps. */
export function useMeasured<R>(
  columns: readonly Column<R>[],
  rows: readonly R[] | null,
): readonly Column<R>[] {
  const format = useNumberFormat();
  const sample = useThrottled(rows, rows ? MEASURE_MS : 0);
  const measure = useMemo(() => measuring<R>(format), [format]);
  return useMemo(() => measure(columns, sample ?? []), [measure, columns, sample]);
}

/** Remembers the width that each column needed at most. */
function measuring<R>(format: NumberFormat) {
  const widest = new Map<string, number>();
  return (columns: readonly Column<R>[], rows: readonly R[]): readonly Column<R>[] => {
    const step = Math.max(1, Math.ceil(rows.length / MEASURED_ROWS));
    const sample = rows.filter((_, place) => place % step === 0);
    return columns.map((column) => {
      if (!column.kind || column.isFixed) return column;
      const needed = sample.map((row) => widthOf(column, row, format));
      const least = Math.max(...needed, widest.get(column.id) ?? 0);
      widest.set(column.id, least);
      return least > column.width ? { ...column, width: least, phoneWidth: least } : column;
    });
  };
}

function widthOf<R>({ kind = 'money', value }: Column<R>, row: R, format: NumberFormat): number {
  const decimal = value(row);
  if (typeof decimal !== 'string') return 0;
  const { head, tail } = shownDecimal(decimal, format, { kind });
  const text = head + tail;
  const digits = text.replaceAll(/\D/g, '').length;
  return Math.ceil(digits * DIGIT_PX + (text.length - digits) * OTHER_PX) + AROUND_PX;
}
