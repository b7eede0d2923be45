/** Keys that the exchange omits when empty. */
const OPTIONAL = new Set([
  'next_cursor',
  'total_funding_paid_out',
  'assets',
  'maker_fee',
  'taker_fee',
  ...['maker', 'taker'].flatMap((side) => [
    `${side}_position_size_before`,
    `${side}_entry_quote_before`,
    `${side}_position_sign_changed`,
  ]),
]);

/**
 * Differences between a message and a recorded one: keys, types, and whether a string is numeric. Rows of lists and of maps by id
 * are compared with the union of all recorded rows.
 */
export function differences(actual: unknown, expected: unknown, path = '$'): string[] {
  if (kind(actual) !== kind(expected)) return [`${path}: ${kind(actual)} instead of ${kind(expected)}`];
  if (Array.isArray(actual) && Array.isArray(expected)) {
    if (actual.length === 0 || expected.length === 0) return [];
    return actual.flatMap((row, i) => differences(row, merged(expected), `${path}[${i}]`));
  }
  if (typeof actual !== 'object' || actual === null) return [];
  const [mine, theirs] = [actual, expected] as [Record<string, unknown>, Record<string, unknown>];
  if (isMap(mine) || isMap(theirs)) {
    const sample = Object.values(theirs);
    return sample.length === 0
      ? []
      : Object.entries(mine).flatMap(([key, row]) => differences(row, merged(sample), `${path}.${key}`));
  }
  const missing = Object.keys(theirs).filter((key) => !(key in mine) && !OPTIONAL.has(key));
  const foreign = Object.keys(mine).filter((key) => !(key in theirs) && !OPTIONAL.has(key));
  return [
    ...missing.map((key) => `${path}.${key}: missing`),
    ...foreign.map((key) => `${path}.${key}: not in the fixture`),
    ...Object.keys(mine).flatMap((key) =>
      key in theirs ? differences(mine[key], theirs[key], `${path}.${key}`) : [],
    ),
  ];
}

/** One row with every key of all rows. */
function merged(rows: unknown[]): unknown {
  if (rows.every((row) => typeof row === 'object' && row !== null && !Array.isArray(row)))
    return Object.assign({}, ...rows);
  return rows[0];
}

function isMap(value: Record<string, unknown>): boolean {
  return Object.keys(value).length > 0 && Object.keys(value).every((key) => /^\d+$/.test(key));
}

function kind(value: unknown): string {
  if (typeof value === 'string') return /^-?\d+(\.\d+)?$/.test(value) ? 'numeric text' : 'text';
  return value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
}
