import {
  AreaSeries,
  BaselineSeries,
  createSeriesMarkers,
  HistogramSeries,
  type IChartApi,
  type SeriesMarker,
  type Time,
} from 'lightweight-charts';
import { readChartColors, type ChartColors } from './chart-colors.js';
import { openChart, PRICE_FORMATS, seconds, type ChartHandle } from './chart-frame.js';
import { addTooltip } from './chart-tooltip.js';
import { notesAt, onPoints, within, type ChartMarker, type ChartSpan } from './place-marks.js';
import { toScale, type ChartPoint, type Place } from './to-scale.js';

export interface TimeChartData {
  points: readonly ChartPoint[];
  /** Milliseconds between axis positions. */
  step: number;
  markers?: readonly ChartMarker[] | undefined;
  spans?: readonly ChartSpan[] | undefined;
  /** Values above and below zero differ in color, as gains and losses do. */
  aroundZero?: boolean | undefined;
}

/** More marks of trades than this are not drawn. */
const MOST_TRADES = 60;

/** A gap is a strip at the bottom: it says when, and covers nothing. */
const STRIP = { top: 0.95, bottom: 0 };

/** A money curve with markers and shaded spans. */
export function createTimeChart(box: HTMLElement): ChartHandle<TimeChartData> {
  const frame = openChart(box);
  const { chart } = frame;
  const shade = chart.addSeries(HistogramSeries, {
    priceScaleId: 'spans',
    priceLineVisible: false,
    lastValueVisible: false,
  });
  chart.priceScale('spans').applyOptions({ visible: false, scaleMargins: STRIP });
  const tell = addTooltip(chart, box);
  let isAroundZero = false;
  let curve = addCurve(chart, isAroundZero);
  let marks = createSeriesMarkers(curve, []);
  return {
    show({ points, step, markers = [], spans = [], aroundZero = false }) {
      const colors = readChartColors();
      if (aroundZero !== isAroundZero) {
        isAroundZero = aroundZero;
        chart.removeSeries(curve);
        curve = addCurve(chart, isAroundZero);
        marks = createSeriesMarkers(curve, []);
      }
      const places = toScale(points, step);
      curve.setData(places.map((place) => toPlace(place, faintLook(colors))));
      shade.setData(
        within(spans, places).map((time) => ({ time: seconds(time), value: 1, color: colors.warn })),
      );
      marks.setMarkers(legible(onPoints(markers, points)).map((marker) => toMarker(marker, colors)));
      tell({ points, notes: notesAt(markers, points) });
      frame.keepInSight(points[0]?.time ?? null, places.length);
    },
    restyle() {
      frame.restyle();
      curve.applyOptions(lookOf(isAroundZero, readChartColors()));
    },
    zoom: frame.zoom,
    remove: () => chart.remove(),
  };
}

function addCurve(chart: IChartApi, isAroundZero: boolean) {
  return chart.addSeries<'Area' | 'Baseline'>(isAroundZero ? BaselineSeries : AreaSeries, {
    lineWidth: 2,
    priceFormat: PRICE_FORMATS.money,
    priceLineVisible: false,
    ...lookOf(isAroundZero, readChartColors()),
  });
}

function lookOf(isAroundZero: boolean, { accent, up, down }: ChartColors) {
  if (!isAroundZero) return { lineColor: accent, topColor: `${accent}40`, bottomColor: `${accent}05` };
  return {
    baseValue: { type: 'price', price: 0 } as const,
    ...{ topLineColor: up, topFillColor1: `${up}40`, topFillColor2: `${up}05` },
    ...{ bottomLineColor: down, bottomFillColor1: `${down}05`, bottomFillColor2: `${down}40` },
  };
}

/** A faint line without fill, for a curve of either kind. */
function faintLook({ accent, up, down }: ChartColors) {
  const none = 'transparent';
  return {
    ...{ lineColor: `${accent}50`, topColor: none, bottomColor: none },
    ...{ topLineColor: `${up}50`, topFillColor1: none, topFillColor2: none },
    ...{ bottomLineColor: `${down}50`, bottomFillColor1: none, bottomFillColor2: none },
  };
}

/** @param faint how the curve looks across an unknown span */
function toPlace({ time, value, broken }: Place, faint: object) {
  if (value === undefined) return { time: seconds(time) };
  return { time: seconds(time), value, ...(broken && faint) };
}

/** Without the trades where they would cover the curve; the tooltip has them. */
function legible(markers: readonly ChartMarker[]): readonly ChartMarker[] {
  const isTrade = ({ kind }: ChartMarker): boolean => kind === 'buy' || kind === 'sell';
  return markers.filter(isTrade).length > MOST_TRADES ? markers.filter((mark) => !isTrade(mark)) : markers;
}

function toMarker(
  { time, kind }: ChartMarker,
  { long, short, warn, accent }: ChartColors,
): SeriesMarker<Time> {
  const looks = {
    buy: { position: 'belowBar', shape: 'arrowUp', color: long },
    sell: { position: 'aboveBar', shape: 'arrowDown', color: short },
    gap: { position: 'inBar', shape: 'square', color: warn },
    flow: { position: 'inBar', shape: 'circle', color: accent },
  } as const;
  return { time: seconds(time), size: 0.6, ...looks[kind] };
}
