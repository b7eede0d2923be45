import { shortest } from 'lighter-broadcaster-protocol/decimal';

const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?$/;

/** A decimal as a JSON number with exactly its digits: never through a float. Unknown counts as 0. */
export function jsonNumber(decimal: string | null | undefined): string {
  if (decimal === null || decimal === undefined) return '0';
  return JSON_NUMBER.test(decimal) ? decimal : shortest(decimal);
}

/** An object whose values are JSON text already. */
export function jsonObject(members: Readonly<Record<string, string>>): string {
  return `{${Object.entries(members)
    .map(([key, text]) => `${JSON.stringify(key)}:${text}`)
    .join(',')}}`;
}

/** A list whose items are JSON text already. */
export function jsonList(items: Iterable<string>): string {
  return `[${[...items].join(',')}]`;
}
