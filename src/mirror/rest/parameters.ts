import { FIRST_SPOT_MARKET } from '../../lighter/wire.js';
import { invalidParam } from '../exchange-answers.js';

/** Parameters of a question, checked as the exchange does. */

/** A whole number within bounds; `fallback` when absent. @throws ExchangeRefusal 20001 naming the parameter */
export function integer(
  query: URLSearchParams,
  name: string,
  bounds: { min?: number; max?: number; fallback?: number } = {},
): number {
  const text = query.get(name);
  if (text === null && bounds.fallback !== undefined) return bounds.fallback;
  const value = text !== null && /^-?\d{1,16}$/.test(text) ? Number(text) : NaN;
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = bounds;
  if (!(value >= min && value <= max)) throw invalidParam(name);
  return value;
}

export function requiredText(query: URLSearchParams, name: string): string {
  const text = query.get(name);
  if (!text) throw invalidParam(name);
  return text;
}

export function oneOf<T extends string>(
  query: URLSearchParams,
  name: string,
  known: readonly T[],
  fallback?: T,
): T {
  const text = query.get(name) ?? fallback;
  const value = known.find((candidate) => candidate === text);
  if (value === undefined) throw invalidParam(name);
  return value;
}

/** `true` or `false`; absent is false. */
export function flag(query: URLSearchParams, name: string): boolean {
  return oneOf(query, name, ['true', 'false'], 'false') === 'true';
}

/** Stands for all markets. */
export const ANY_MARKET = 255;

/** Whether a market is asked for, by `market_id` and `market_type`. */
export function marketFilter(query: URLSearchParams): (marketId: number) => boolean {
  const wanted = integer(query, 'market_id', { fallback: ANY_MARKET });
  const type = oneOf(query, 'market_type', ['all', 'spot', 'perp'], 'all');
  return (id) =>
    (wanted === ANY_MARKET || id === wanted) &&
    (type === 'all' || (type === 'spot') === id >= FIRST_SPOT_MARKET);
}
