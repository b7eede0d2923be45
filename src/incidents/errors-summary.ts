import type { ErrorDto, ErrorsDto } from './errors.dto.js';

const MINUTE_S = 60;

/** Counts incidents by kind, source and age. `now` in Unix seconds. */
export function summaryOf(errors: readonly ErrorDto[], now: number): ErrorsDto['summary'] {
  const within = (seconds: number): number =>
    errors.filter(({ timestamp }) => timestamp > now - seconds).length;
  return {
    total_errors: errors.length,
    errors_last_1min: within(MINUTE_S),
    errors_last_5min: within(5 * MINUTE_S),
    by_type: countBy(errors, ({ error_type }) => error_type),
    by_source: countBy(errors, ({ source }) => source),
  };
}

function countBy(errors: readonly ErrorDto[], keyOf: (error: ErrorDto) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const error of errors) counts[keyOf(error)] = (counts[keyOf(error)] ?? 0) + 1;
  return counts;
}
