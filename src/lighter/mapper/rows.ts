import type { Unreadable } from '../../state/reported.js';
import type { WireObject } from '../wire.js';
import { isObject } from './fields.js';
import { MalformedFrame } from './malformed-frame.js';

/** The readable rows of a list, and a report of the unreadable ones, which must not hide the rest. */
export interface ReadRows<T> {
  rows: T[];
  /** Omitted when every row was readable. */
  unreadable?: Unreadable[];
}

/**
 * Maps entries one by one; `map` returns null to skip a row silently.
 * @param name of the list, for entries that are not even objects
 * @param idFields fields that may hold the key of a row
 */
export function readRows<T>(
  entries: readonly unknown[],
  name: string,
  idFields: readonly string[],
  map: (row: WireObject) => T | null,
): ReadRows<T> {
  const rows: T[] = [];
  let unreadable: Unreadable[] | undefined;
  for (const entry of entries) {
    try {
      if (!isObject(entry)) throw new MalformedFrame(`an entry of ${name} is not an object`, name);
      const mapped = map(entry);
      if (mapped !== null) rows.push(mapped);
    } catch (error) {
      if (!(error instanceof MalformedFrame)) throw error;
      const id = isObject(entry) ? readableId(entry, idFields) : null;
      (unreadable ??= []).push(unreadableOf(error, id));
    }
  }
  return unreadable ? { rows, unreadable } : { rows };
}

/** The reason does not repeat the field. */
export function unreadableOf({ field, reason }: MalformedFrame, id: string | null): Unreadable {
  return { id, field, reason: reason.startsWith(`${field} `) ? reason.slice(field.length + 1) : reason };
}

function readableId(row: WireObject, fields: readonly string[]): string | null {
  for (const field of fields) if (/^-?\d+$/.test(String(row[field]))) return String(row[field]);
  return null;
}
