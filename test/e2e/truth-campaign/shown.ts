import type { Part } from './fault-kinds.js';
import { fillKey, type Fill } from './sent-fills.js';

/** The values shown for one account at one moment, reduced to those that the oracle compares. */
export interface Shown {
  /** Times of the request and of the answer, on the campaign's monotonic clock. */
  asked: number;
  at: number;
  account: number;
  /** Source of the reading: the state itself, REST or `/ws`. */
  view: string;
  /** Parts that are marked stale. */
  stale: ReadonlySet<Part>;
  summary: Record<string, string | null> | null;
  positions: readonly Record<string, unknown>[] | null;
  orders: readonly Record<string, unknown>[] | null;
  /** Keys of fills. */
  trades: ReadonlySet<string> | null;
  assets: readonly Record<string, unknown>[] | null;
  funding: readonly Record<string, unknown>[] | null;
  /** A gap that is open, or was closed as incomplete: fills may be missing. */
  gap: 'open' | 'incomplete' | null;
}

/** A reading without any values, for views that show only one part. */
export const UNKNOWN = {
  summary: null,
  positions: null,
  orders: null,
  trades: null,
  assets: null,
  funding: null,
  gap: null,
} as const;

interface CanonicalAccount {
  account_index: number;
  summary: object | null;
  positions: readonly object[] | null;
  orders: readonly object[] | null;
  trades: readonly Fill[] | null;
  assets: readonly object[] | null;
  funding: readonly object[] | null;
  gaps: readonly { closed_at: number | null; complete: boolean | null }[];
  sections: object;
}

/** A canonical account as a reading. A part without a section of its own is judged by the section that covers it. */
export function shownOf(when: { asked: number; at: number }, view: string, state: CanonicalAccount): Shown {
  const sections = state.sections as Partial<Record<Part, { stale: boolean }>>;
  const covers: Record<Part, Part> = {
    summary: 'summary',
    requirements: sections.requirements ? 'requirements' : 'summary',
    positions: 'positions',
    marks: sections.marks ? 'marks' : 'positions',
    orders: 'orders',
    trades: 'trades',
    assets: 'assets',
    funding: 'funding',
  };
  const stale = (Object.keys(covers) as Part[]).filter((part) => sections[covers[part]]?.stale ?? true);
  return {
    ...{ ...when, account: state.account_index, view, stale: new Set(stale) },
    summary: state.summary as Shown['summary'],
    positions: state.positions as Shown['positions'],
    orders: state.orders as Shown['orders'],
    assets: state.assets as Shown['assets'],
    funding: state.funding as Shown['funding'],
    trades: state.trades && keysOf(state.trades),
    gap: gapOf(state.gaps),
  };
}

/** Keys by list: a list that did not change is the same object. */
const known = new WeakMap<object, ReadonlySet<string>>();

function keysOf(trades: readonly Fill[]): ReadonlySet<string> {
  const keys = known.get(trades) ?? new Set(trades.map(fillKey));
  known.set(trades, keys);
  return keys;
}

function gapOf(gaps: CanonicalAccount['gaps']): Shown['gap'] {
  if (gaps.some(({ closed_at }) => closed_at === null)) return 'open';
  return gaps.some(({ complete }) => complete === false) ? 'incomplete' : null;
}
