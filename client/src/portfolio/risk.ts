import { compareDecimals } from 'lighter-broadcaster-protocol/decimal';
import type { AccountFigures } from './account-figures.js';

/** The accounts that are nearest to danger. */
export interface Risk {
  /** The one nearest to a liquidation; `null` where no known position can be liquidated. */
  nearest: AccountFigures | null;
  /** The one that uses the largest share of its margin. */
  fullest: AccountFigures | null;
  /** Accounts whose positions or margin usage are unknown, so that they may be nearer. */
  unknown: number;
}

export function riskOf(figures: readonly AccountFigures[]): Risk {
  return {
    nearest: first(figures, ({ nearest }) => nearest?.distance ?? null, compareDecimals),
    fullest: first(
      figures,
      ({ marginUsage }) => marginUsage,
      (a, b) => compareDecimals(b, a),
    ),
    unknown: figures.filter(({ positions, marginUsage }) => positions === null || marginUsage === null)
      .length,
  };
}

/** The account whose value comes first; `null` where none has a value. */
function first(
  figures: readonly AccountFigures[],
  of: (figure: AccountFigures) => string | null,
  compare: (a: string, b: string) => number,
): AccountFigures | null {
  const known = figures.flatMap((figure) => {
    const value = of(figure);
    return value === null ? [] : [{ figure, value }];
  });
  return known.sort((a, b) => compare(a.value, b.value))[0]?.figure ?? null;
}
