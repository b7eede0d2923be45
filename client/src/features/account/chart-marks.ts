import { historyPage } from '../../api/history.js';
import type { ChartMarker, ChartSpan } from '../../charts/place-marks.js';
import type { Gap, Trade } from '../../live/model.js';

/** Marks on an account's chart: its trades, and the spans in which trades were or may be missed. */
export interface ChartMarks {
  trades: readonly Pick<Trade, 'trade_id' | 'timestamp' | 'side' | 'size' | 'price' | 'symbol'>[];
  gaps: readonly Pick<Gap, 'opened_at' | 'closed_at' | 'complete'>[];
}

/** Marks from the history, as of one moment. */
export interface PastMarks extends ChartMarks {
  at: number;
  /** Whether there are more trades than the mark limit. */
  cut: boolean;
}

/** Row limit of one API response. */
export const MOST_MARKS = 1_000;

/** The newest trades and gaps of the history; `at` is server time. */
export async function pastMarks(index: number, from: number, at: number): Promise<PastMarks> {
  const [trades, gaps] = await Promise.all([
    historyPage('trades', index, { from }, { limit: MOST_MARKS }),
    historyPage('gaps', index, { from }, { limit: MOST_MARKS }),
  ]);
  return {
    at,
    cut: trades.next_cursor !== null,
    trades: trades.rows.map(({ trade_id, timestamp, side, size, price, market }) => ({
      trade_id: String(trade_id),
      timestamp: Date.parse(timestamp ?? ''),
      side: side === 'sell' ? 'sell' : 'buy',
      size: size ?? '?',
      price: price ?? '?',
      symbol: market ?? '?',
    })),
    gaps: gaps.rows.map(({ opened_at, closed_at, complete }) => ({
      opened_at: Date.parse(opened_at ?? ''),
      closed_at: closed_at ? Date.parse(closed_at) : null,
      complete: complete ?? null,
    })),
  };
}

/** A mark for each trade, and for each fully recovered gap. */
export function markersOf({ trades, gaps }: ChartMarks): ChartMarker[] {
  return [
    ...trades.map(({ trade_id, timestamp, side, size, price, symbol }): ChartMarker => {
      const text = `${side === 'buy' ? 'bought' : 'sold'} ${size} ${symbol} at ${price}`;
      return { time: timestamp, kind: side, note: { id: trade_id, text } };
    }),
    ...gaps
      .filter(({ complete }) => complete)
      .map(({ opened_at }): ChartMarker => ({ time: opened_at, kind: 'gap' })),
  ];
}

/** A shade for each span in which trades are or may be missing. */
export function spansOf({ gaps }: ChartMarks): ChartSpan[] {
  return gaps
    .filter(({ complete }) => !complete)
    .map(({ opened_at, closed_at }) => ({ from: opened_at, to: closed_at }));
}
