import {
  AreaSeries,
  ColorType,
  createChart,
  createSeriesMarkers,
  CrosshairMode,
  HistogramSeries,
  TickMarkType,
  type SeriesMarker,
  type Time,
  type UTCTimestamp,
} from 'lightweight-charts';
import { formatDecimal, NUMBER_FORMATS } from '../format/number-format.js';
import { getPreferences } from '../preferences/preferences-store.js';
import { dateTime, timeOfDay } from '../format/time.js';
import { readChartColors, type ChartColors } from './chart-colors.js';

export interface ChartPoint {
  /** Epoch ms. */
  time: number;
  value: number;
}

export interface ChartMarker {
  time: number;
  kind: 'buy' | 'sell' | 'gap';
}

/** A shaded stretch of time; `to` is `null` while it lasts. */
export interface ChartSpan {
  from: number;
  to: number | null;
}

export interface ChartData {
  points: readonly ChartPoint[];
  markers?: readonly ChartMarker[] | undefined;
  spans?: readonly ChartSpan[] | undefined;
}

/** What the values are. */
export type ChartUnit = 'money' | 'ms';

const PRICE_FORMATS = {
  money: {
    type: 'custom',
    minMove: 0.01,
    formatter: (value: number) =>
      formatDecimal(value.toFixed(2), NUMBER_FORMATS[getPreferences().numberFormat]),
  },
  ms: { type: 'custom', minMove: 1, formatter: (value: number) => `${Math.round(value)} ms` },
} as const;

export interface TimeChartHandle {
  show(data: ChartData): void;
  /** Takes on the page's colours anew. */
  restyle(): void;
  remove(): void;
}

export function createTimeChart(box: HTMLElement, unit: ChartUnit): TimeChartHandle {
  const chart = createChart(box, { autoSize: true, ...options(readChartColors()) });
  const shade = chart.addSeries(HistogramSeries, {
    priceScaleId: 'spans',
    priceLineVisible: false,
    lastValueVisible: false,
  });
  chart.priceScale('spans').applyOptions({ visible: false, scaleMargins: { top: 0, bottom: 0 } });
  const curve = chart.addSeries(AreaSeries, {
    lineWidth: 2,
    priceFormat: PRICE_FORMATS[unit],
    ...curveOptions(readChartColors()),
  });
  const marks = createSeriesMarkers(curve, []);
  let shownFrom: number | null = null;
  let shownCount = 0;
  let moved = false;
  chart.chartElement().addEventListener('pointerdown', () => (moved = true));
  return {
    show({ points, markers = [], spans = [] }) {
      const colors = readChartColors();
      curve.setData(points.map(({ time, value }) => ({ time: seconds(time), value })));
      shade.setData(
        shaded(points, spans).map((time) => ({ time: seconds(time), value: 1, color: `${colors.warn}38` })),
      );
      marks.setMarkers(onPoints(markers, points).map((marker) => toMarker(marker, colors)));
      const from = points[0]?.time ?? null;
      if (from !== shownFrom) moved = false;
      // All of it stays in sight as it grows, until somebody has moved it.
      if (!moved && (from !== shownFrom || points.length !== shownCount)) chart.timeScale().fitContent();
      shownFrom = from;
      shownCount = points.length;
    },
    restyle() {
      chart.applyOptions(options(readChartColors()));
      curve.applyOptions(curveOptions(readChartColors()));
    },
    remove: () => chart.remove(),
  };
}

function options({ text, line }: ChartColors) {
  return {
    layout: {
      background: { type: ColorType.Solid, color: 'transparent' },
      textColor: text,
      fontFamily: 'Inter Variable, system-ui, sans-serif',
      fontSize: 11,
      attributionLogo: false,
    },
    grid: { vertLines: { visible: false }, horzLines: { color: line } },
    crosshair: { mode: CrosshairMode.Magnet },
    rightPriceScale: {
      borderVisible: false,
      entireTextOnly: true,
      scaleMargins: { top: 0.12, bottom: 0.08 },
    },
    timeScale: {
      borderVisible: false,
      timeVisible: true,
      secondsVisible: false,
      tickMarkFormatter: tickText,
    },
    // Browsers may name a locale that Intl refuses; the page writes times its own way anyhow.
    localization: {
      locale: 'en-GB',
      timeFormatter: (time: Time) => dateTime(Number(time) * 1_000),
    },
    handleScale: { mouseWheel: false },
  } as const;
}

/** Local time: the day where a day begins, else hours and minutes. */
function tickText(time: Time, kind: TickMarkType): string {
  const at = Number(time) * 1_000;
  if (kind === TickMarkType.Time) return timeOfDay(at).slice(0, 5);
  return kind === TickMarkType.TimeWithSeconds ? timeOfDay(at) : dateTime(at).slice(5, 10);
}

function curveOptions({ accent }: ChartColors) {
  return { lineColor: accent, topColor: `${accent}40`, bottomColor: `${accent}05`, priceLineVisible: false };
}

function toMarker({ time, kind }: ChartMarker, { up, down, warn }: ChartColors): SeriesMarker<Time> {
  const looks = {
    buy: { position: 'belowBar', shape: 'arrowUp', color: up },
    sell: { position: 'aboveBar', shape: 'arrowDown', color: down },
    gap: { position: 'inBar', shape: 'square', color: warn },
  } as const;
  return { time: seconds(time), size: 0.6, ...looks[kind] };
}

/** Markers stand on points of the curve: each goes to the last point that is not after it, one of its kind on each. */
function onPoints(markers: readonly ChartMarker[], points: readonly ChartPoint[]): ChartMarker[] {
  const first = points[0]?.time ?? Infinity;
  const placed = new Map<string, ChartMarker>();
  for (const { time, kind } of markers) {
    if (time < first) continue;
    const at = points.findLast((point) => point.time <= time)?.time ?? first;
    placed.set(`${kind} ${at}`, { time: at, kind });
  }
  return [...placed.values()].sort((a, b) => a.time - b.time);
}

function shaded(points: readonly ChartPoint[], spans: readonly ChartSpan[]): number[] {
  return points
    .filter((point, place) => {
      const next = points[place + 1]?.time ?? Infinity;
      return spans.some(({ from, to }) => from < next && (to ?? Infinity) >= point.time);
    })
    .map(({ time }) => time);
}

function seconds(time: number): UTCTimestamp {
  return Math.floor(time / 1_000) as UTCTimestamp;
}
