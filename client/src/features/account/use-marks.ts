import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { ChartMarker, ChartSpan } from '../../charts/place-marks.js';
import type { AccountState } from '../../live/model.js';
import { useLive, useLiveStore } from '../../live/use-live.js';
import { RANGES, type RangeName } from '../../portfolio/ranges.js';
import { markersOf, MOST_MARKS, pastMarks, spansOf, type PastMarks } from './chart-marks.js';

interface AccountMarks {
  markers: readonly ChartMarker[];
  spans: readonly ChartSpan[];
  /** Explains which marks are missing. */
  note: string | null;
}

const NONE: readonly never[] = [];

/** Chart marks of an account: from the history, and from the live lists, which hold only the newest. */
export function useMarks(
  { account_index: index, trades, gaps }: AccountState,
  range: RangeName,
): AccountMarks {
  const store = useLiveStore();
  const liveSince = useLive(({ connection }) => (connection.phase === 'live' ? connection.since : null));
  const { data, error, refetch } = useQuery({
    queryKey: ['marks', index, range, liveSince],
    queryFn: () => {
      const now = Date.now() + store.get().clockOffset;
      return pastMarks(index, now - RANGES[range].span, now);
    },
    enabled: liveSince !== null,
    placeholderData: (before: PastMarks | undefined, query) =>
      query?.queryKey[1] === index && query.queryKey[2] === range ? before : undefined,
  });
  // The live list is bounded: trades made after the response that it has dropped are only in the history.
  const behind = data !== undefined && (trades?.at(-1)?.timestamp ?? 0) > data.at;
  useEffect(() => {
    if (behind) void refetch();
  }, [behind, refetch]);
  const live = useMemo(() => ({ trades: trades ?? NONE, gaps }), [trades, gaps]);
  const markers = useMemo(() => [...(data ? markersOf(data) : NONE), ...markersOf(live)], [data, live]);
  // A gap that was open in the response may have closed since.
  const spans = useMemo(() => {
    const past = data ? spansOf(data).filter(({ to }) => to !== null) : NONE;
    return [...past, ...spansOf(live)];
  }, [data, live]);
  return { markers, spans, note: noteOf(data, error) };
}

function noteOf(data: PastMarks | undefined, error: Error | null): string | null {
  if (error) return 'Only the latest trades and gaps are marked, because the history cannot be read.';
  return data?.cut ? `The latest ${MOST_MARKS} trades of this range are marked.` : null;
}
