import {
  AreaSeries,
  createSeriesMarkers,
  HistogramSeries,
  type AreaData,
  type SeriesMarker,
  type Time,
  type WhitespaceData,
} from 'lightweight-charts';
import { readChartColors, type ChartColors } from './chart-colors.js';
import { openChart, PRICE_FORMATS, seconds, type ChartHandle } from './chart-frame.js';
import { onPoints, within, type ChartMarker, type ChartSpan } from './place-marks.js';
import { toScale, type ChartPoint, type Place } from './to-scale.js';

export interface TimeChartData {
  points: readonly ChartPoint[];
  /** Milliseconds between axis positions. */
  step: number;
  markers?: readonly ChartMarker[] | undefined;
  spans?: readonly ChartSpan[] | undefined;
}

/** A money curve with markers and shaded spans. */
export function createTimeChart(box: HTMLElement): ChartHandle<TimeChartData> {
  const frame = openChart(box);
  const { chart } = frame;
  const shade = chart.addSeries(HistogramSeries, {
    priceScaleId: 'spans',
    priceLineVisible: false,
    lastValueVisible: false,
  });
  chart.priceScale('spans').applyOptions({ visible: false, scaleMargins: { top: 0, bottom: 0 } });
  const curve = chart.addSeries(AreaSeries, {
    lineWidth: 2,
    priceFormat: PRICE_FORMATS.money,
    ...curveOptions(readChartColors()),
  });
  const marks = createSeriesMarkers(curve, []);
  return {
    show({ points, step, markers = [], spans = [] }) {
      const colors = readChartColors();
      const places = toScale(points, step);
      curve.setData(places.map((place) => toPlace(place, colors)));
      shade.setData(
        within(spans, places).map((time) => ({ time: seconds(time), value: 1, color: `${colors.warn}38` })),
      );
      marks.setMarkers(onPoints(markers, points).map((marker) => toMarker(marker, colors)));
      frame.keepInSight(points[0]?.time ?? null, places.length);
    },
    restyle() {
      frame.restyle();
      curve.applyOptions(curveOptions(readChartColors()));
    },
    remove: () => chart.remove(),
  };
}

/** Across an unknown span the curve is a faint line without fill. */
function toPlace({ time, value, broken }: Place, { accent }: ChartColors): AreaData | WhitespaceData {
  if (value === undefined) return { time: seconds(time) };
  const faint = { lineColor: `${accent}50`, topColor: 'transparent', bottomColor: 'transparent' };
  return { time: seconds(time), value, ...(broken && faint) };
}

function curveOptions({ accent }: ChartColors) {
  return { lineColor: accent, topColor: `${accent}40`, bottomColor: `${accent}05`, priceLineVisible: false };
}

function toMarker({ time, kind }: ChartMarker, { long, short, warn }: ChartColors): SeriesMarker<Time> {
  const looks = {
    buy: { position: 'belowBar', shape: 'arrowUp', color: long },
    sell: { position: 'aboveBar', shape: 'arrowDown', color: short },
    gap: { position: 'inBar', shape: 'square', color: warn },
  } as const;
  return { time: seconds(time), size: 0.6, ...looks[kind] };
}
