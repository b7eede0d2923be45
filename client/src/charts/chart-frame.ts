import {
  ColorType,
  createChart,
  CrosshairMode,
  TickMarkType,
  type IChartApi,
  type Time,
  type UTCTimestamp,
} from 'lightweight-charts';
import { formatDecimal, NUMBER_FORMATS } from '../format/number-format.js';
import { dateTime, timeOfDay } from '../format/time.js';
import { getPreferences } from '../preferences/preferences-store.js';
import { readChartColors, type ChartColors } from './chart-colors.js';

/** Formats axis values. */
export const PRICE_FORMATS = {
  money: {
    type: 'custom',
    minMove: 0.01,
    formatter: (value: number) => {
      const { privacy, numberFormat } = getPreferences();
      return privacy === 'on' ? '•••' : formatDecimal(value.toFixed(2), NUMBER_FORMATS[numberFormat]);
    },
  },
  percent: { type: 'custom', minMove: 0.01, formatter: (value: number) => `${value.toFixed(2)} %` },
  ms: { type: 'custom', minMove: 1, formatter: (value: number) => `${Number(value.toFixed(1))} ms` },
} as const;

/** A chart of `D`, independent of React. */
export interface ChartHandle<D> {
  show(data: D): void;
  /** Reapplies the page's colors. */
  restyle(): void;
  /** Shows this many times the visible span around its middle; `WHOLE` shows everything. */
  zoom(factor: number): void;
  remove(): void;
}

export const WHOLE = Infinity;

interface ChartFrame {
  chart: IChartApi;
  /** Keeps all points visible as the data grows, until the user pans or zooms; a new start resets this. */
  keepInSight(from: number | null, count: number): void;
  restyle(): void;
  zoom: (factor: number) => void;
}

/** Creates an empty chart in the page's style. @param secondsVisible whether times show seconds */
export function openChart(box: HTMLElement, secondsVisible = false): ChartFrame {
  const looks = () => options(readChartColors(), secondsVisible);
  const chart = createChart(box, { autoSize: true, ...looks() });
  let shown: { from: number | null; count: number } = { from: null, count: 0 };
  let moved = false;
  chart.chartElement().addEventListener('pointerdown', () => (moved = true));
  // A plain wheel scrolls the page.
  chart.chartElement().addEventListener(
    'wheel',
    ({ ctrlKey, metaKey }) => {
      chart.applyOptions({ handleScale: { mouseWheel: ctrlKey || metaKey } });
      moved ||= ctrlKey || metaKey;
    },
    { capture: true, passive: true },
  );
  chart.timeScale().subscribeSizeChange(() => {
    if (!moved) chart.timeScale().fitContent();
  });
  return {
    chart,
    keepInSight(from, count) {
      if (from !== shown.from) moved = false;
      if (!moved && (from !== shown.from || count !== shown.count)) chart.timeScale().fitContent();
      shown = { from, count };
    },
    restyle: () => chart.applyOptions(looks()),
    zoom(factor) {
      const scale = chart.timeScale();
      const seen = scale.getVisibleLogicalRange();
      moved = factor !== WHOLE;
      if (!moved) return scale.fitContent();
      if (!seen) return;
      const [middle, half] = [(seen.from + seen.to) / 2, ((seen.to - seen.from) / 2) * factor];
      scale.setVisibleLogicalRange({ from: middle - half, to: middle + half });
    },
  };
}

export function seconds(time: number): UTCTimestamp {
  return Math.floor(time / 1_000) as UTCTimestamp;
}

function options({ text, line }: ChartColors, secondsVisible: boolean) {
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
      secondsVisible,
      // Thousands of points may have to fit.
      minBarSpacing: 0.01,
      // Labels of times at the edges move inwards instead of being cut.
      fixLeftEdge: true,
      fixRightEdge: true,
      tickMarkFormatter: tickText,
    },
    // Browsers may report a locale that Intl rejects; the page formats times itself.
    localization: {
      locale: 'en-GB',
      timeFormatter: (time: Time) => dateTime(Number(time) * 1_000),
    },
    handleScale: { mouseWheel: false },
    // A finger that moves up or down scrolls the page.
    handleScroll: { vertTouchDrag: false },
  } as const;
}

/** Local time: the date at the start of a day, else hours and minutes. */
function tickText(time: Time, kind: TickMarkType): string {
  const at = Number(time) * 1_000;
  if (kind === TickMarkType.Time) return timeOfDay(at).slice(0, 5);
  if (kind === TickMarkType.TimeWithSeconds) return timeOfDay(at);
  const date = dateTime(at);
  return kind === TickMarkType.Year ? date.slice(0, 4) : date.slice(5, 10);
}
