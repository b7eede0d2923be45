import type { ChartMarker, ChartSpan } from '../../charts/create-time-chart.js';
import type { Gap, Trade } from '../../live/model.js';
import { rememberLast } from '../../portfolio/remember.js';

/** A mark on the curve for each trade that is known. */
export const markersOf = rememberLast((trades: readonly Trade[] | null): ChartMarker[] =>
  (trades ?? []).map(({ timestamp, side, trade_id }) => ({ time: timestamp, side, text: trade_id })),
);

/** A shade on the curve for each span in which fills may be missing. */
export const spansOf = rememberLast((gaps: readonly Gap[]): ChartSpan[] =>
  gaps.map(({ opened_at, closed_at }) => ({ from: opened_at, to: closed_at })),
);
