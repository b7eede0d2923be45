import Big from 'big.js';
import type { Decimal, Millis } from 'lighter-broadcaster-protocol/account';
import type { WireObject } from '../wire.js';
import { MalformedFrame } from './malformed-frame.js';

/** Checked reading of wire fields. Each throws `MalformedFrame` naming the field. */

const PLAIN_DECIMAL = /^-?\d+(?:\.\d+)?$/;
const DECIMAL = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/;
const INTEGER = /^-?\d+$/;

export function isObject(value: unknown): value is WireObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function asObject(value: unknown, name: string): WireObject {
  if (!isObject(value)) throw new MalformedFrame(`${name} is not an object`);
  return value;
}

export function isDecimal(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && DECIMAL.test(value));
}

/** A decimal as spelled; floats with an exponent become plain decimals. */
export function decimal(node: WireObject, field: string): Decimal {
  const value = node[field];
  if (typeof value === 'string' && PLAIN_DECIMAL.test(value)) return value;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string' && DECIMAL.test(value)) return new Big(value).toFixed();
  throw new MalformedFrame(`${field} is not a decimal`, field);
}

/** Like `decimal`; `otherwise` when the field is absent, null or empty. */
export function decimalOr<T>(node: WireObject, field: string, otherwise: T): Decimal | T {
  return isBlank(node[field]) ? otherwise : decimal(node, field);
}

/** An id as digits of any length. */
export function id(node: WireObject, ...fields: string[]): string {
  for (const field of fields) {
    const value = node[field];
    if (typeof value === 'number' || (typeof value === 'string' && INTEGER.test(value))) return String(value);
    if (!isBlank(value)) throw new MalformedFrame(`${field} is not an id`, field);
  }
  throw new MalformedFrame(`${fields.join(' or ')} is missing`, fields[0]);
}

export function idOr(node: WireObject, otherwise: string, ...fields: string[]): string {
  return fields.every((field) => isBlank(node[field])) ? otherwise : id(node, ...fields);
}

/** An integer that a double holds exactly. */
export function integer(node: WireObject, field: string): number {
  const value = node[field];
  const number = typeof value === 'string' && INTEGER.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isSafeInteger(number)) return number;
  throw new MalformedFrame(`${field} is not an integer`, field);
}

export function integerOr<T>(node: WireObject, field: string, otherwise: T): number | T {
  return isBlank(node[field]) ? otherwise : integer(node, field);
}

export function text(node: WireObject, field: string): string {
  const value = node[field];
  if (typeof value === 'string') return value;
  throw new MalformedFrame(`${field} is not a text`, field);
}

export function textOr<T>(node: WireObject, field: string, otherwise: T): string | T {
  return isBlank(node[field]) ? otherwise : text(node, field);
}

export function flag(node: WireObject, field: string): boolean {
  const value = node[field];
  if (typeof value === 'boolean') return value;
  throw new MalformedFrame(`${field} is not true or false`, field);
}

/**
 * Epoch milliseconds of a stamp in seconds, milliseconds or microseconds, distinguished by magnitude: the exchange mixes
 * units, for one field even between networks. 0 (none) stays 0.
 */
export function millis(node: WireObject, field: string): Millis {
  const value = integerOr(node, field, 0);
  if (value < 1e11) return value * 1000;
  return value < 1e14 ? value : Math.floor(value / 1000);
}

/** The entries of a list in any of the exchange's forms: array, map of objects, map of arrays, null. */
export function entriesOf(list: unknown, name: string): unknown[] {
  if (list === null) return [];
  if (typeof list !== 'object') throw new MalformedFrame(`${name} is not a list`, name);
  const entries: unknown[] = Array.isArray(list) ? list : Object.values(list);
  // Most frames concern one market.
  if (entries.length === 1 && Array.isArray(entries[0])) return entries[0];
  return entries.every(isObject) ? entries : entries.flat();
}

/** Like `entriesOf`; an absent list is malformed, because it must not count as an empty one. */
export function requiredEntries(node: WireObject, field: string): unknown[] {
  if (node[field] === undefined) throw new MalformedFrame(`${field} is missing`, field);
  return entriesOf(node[field], field);
}

/** Whether the exchange reported nothing here: the field is absent, null or empty. */
export function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
