import { useMemo } from 'react';
import { localDate } from 'lighter-broadcaster-protocol/local-day';
import type { TimeSpan } from '../../api/history.js';
import { shownZone } from '../../format/time.js';
import { rangeOf } from '../../portfolio/date-range.js';
import { useAddress } from '../../ui/use-address.js';

interface StatementPeriod {
  from: string;
  to: string;
  setFrom: (day: string) => void;
  setTo: (day: string) => void;
  setBoth: (from: string, to: string) => void;
  span: TimeSpan;
  /** In words; `null` for a statement as of now. */
  period: string | null;
  /** Whether it lasts until now. */
  open: boolean;
}

/** The days that a statement covers, kept in the address. */
export function useStatementPeriod(now: number): StatementPeriod {
  const { get, set, clear } = useAddress();
  const [from, to] = [get('from') ?? '', get('to') ?? ''];
  const span = useMemo(() => rangeOf(from, to, shownZone()), [from, to]);
  return {
    ...{ from, to, span },
    setFrom: (day) => set('from', day),
    setTo: (day) => set('to', day),
    setBoth: (first, last) => clear({ from: first, to: last }),
    period: from || to ? `${from || 'beginning'} to ${to || 'now'}` : null,
    open: span.to === undefined || span.to > now,
  };
}

/** Chooses the calendar month before this one. */
export function lastMonth(now: number, choose: (from: string, to: string) => void): void {
  const [year = 0, month = 1] = localDate(now, shownZone()).split('-').map(Number);
  const day = (monthIndex: number, date: number): string =>
    new Date(Date.UTC(year, monthIndex, date)).toISOString().slice(0, 10);
  choose(day(month - 2, 1), day(month - 1, 0));
}
