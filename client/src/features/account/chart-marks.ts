import type { ChartMarker, ChartSpan } from '../../charts/create-time-chart.js';
import type { AccountState, Gap } from '../../live/model.js';
import { rememberEach, rememberLast } from '../../portfolio/remember.js';

/** A mark on the curve for each known trade, and for each gap of which every trade was recovered. */
export const markersOf = rememberEach(({ trades, gaps }: AccountState): ChartMarker[] => [
  ...(trades ?? []).map(({ timestamp, side }): ChartMarker => ({ time: timestamp, kind: side })),
  ...gaps
    .filter(({ complete }) => complete)
    .map(({ opened_at }): ChartMarker => ({ time: opened_at, kind: 'gap' })),
]);

/** A shade on the curve for each span of which trades are missing, or may be. */
export const spansOf = rememberLast((gaps: readonly Gap[]): ChartSpan[] =>
  gaps
    .filter(({ complete }) => !complete)
    .map(({ opened_at, closed_at }) => ({ from: opened_at, to: closed_at })),
);
