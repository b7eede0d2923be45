import type { Part } from './fault-kinds.js';

/** What the product shows of one account at one moment, reduced to what the oracle compares. */
export interface Shown {
  /** When the reading was asked for and when it was had, on the campaign's monotonic clock. */
  asked: number;
  at: number;
  account: number;
  /** Where it was read: the state itself, REST or `/ws`. */
  view: string;
  /** Parts that are marked stale. */
  stale: ReadonlySet<Part>;
  summary: Record<string, string | null> | null;
  positions: readonly Record<string, unknown>[] | null;
  orders: readonly Record<string, unknown>[] | null;
  trades: readonly string[] | null;
  assets: readonly Record<string, unknown>[] | null;
  funding: readonly Record<string, unknown>[] | null;
  /** A gap that is open, or was closed as incomplete: fills may be missing. */
  gap: 'open' | 'incomplete' | null;
}

/** A reading in which nothing is known, for views that show one part only. */
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
  trades: readonly { trade_id: string }[] | null;
  assets: readonly object[] | null;
  funding: readonly object[] | null;
  gaps: readonly { closed_at: number | null; complete: boolean | null }[];
  sections: object;
}

/** A canonical account as a reading. A section that the product does not have is judged by that which covers it. */
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
    trades: state.trades?.map(({ trade_id }) => trade_id) ?? null,
    gap: gapOf(state.gaps),
  };
}

function gapOf(gaps: CanonicalAccount['gaps']): Shown['gap'] {
  if (gaps.some(({ closed_at }) => closed_at === null)) return 'open';
  return gaps.some(({ complete }) => complete === false) ? 'incomplete' : null;
}
