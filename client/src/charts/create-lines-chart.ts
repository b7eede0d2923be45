import { LineSeries, type ISeriesApi, type LineStyle } from 'lightweight-charts';
import { readChartColors } from './chart-colors.js';
import { openChart, PRICE_FORMATS, seconds, type ChartHandle } from './chart-frame.js';
import { LINE_LOOKS } from './line-looks.js';
import { toScale, type ChartPoint } from './to-scale.js';

export interface LinesChartData {
  /** Lines in the order of `LINE_LOOKS`. */
  lines: readonly (readonly ChartPoint[])[];
  /** Milliseconds between axis positions. */
  step: number;
  /** Latencies in milliseconds, or changes in percent. */
  unit?: 'ms' | 'percent';
}

/** Several lines, distinguished by color and stroke. */
export function createLinesChart(box: HTMLElement): ChartHandle<LinesChartData> {
  const frame = openChart(box, true);
  const { chart } = frame;
  const drawn: ISeriesApi<'Line'>[] = [];
  const color = (place: number): string => readChartColors()[LINE_LOOKS[place]!.color];
  const series = (place: number, unit: 'ms' | 'percent'): ISeriesApi<'Line'> =>
    (drawn[place] ??= chart.addSeries(LineSeries, {
      lineWidth: 2,
      lineStyle: LINE_LOOKS[place]!.stroke as LineStyle,
      priceFormat: PRICE_FORMATS[unit],
      priceLineVisible: false,
      lastValueVisible: false,
      color: color(place),
      // Zero stays visible: the absolute latency matters, not its variation.
      ...(unit === 'ms' && {
        autoscaleInfoProvider: (original: () => { priceRange: { maxValue: number } | null } | null) => ({
          priceRange: { minValue: 0, maxValue: Math.max(5, original()?.priceRange?.maxValue ?? 0) },
        }),
      }),
    }));
  return {
    show({ lines, step, unit = 'ms' }) {
      drawn.slice(lines.length).forEach((line) => line.setData([]));
      const placed = lines.map((points) => toScale(points, step));
      placed.forEach((places, place) =>
        series(place, unit).setData(
          places.map(({ time, value, broken }) => ({
            time: seconds(time),
            ...(value !== undefined && { value }),
            // Nothing was measured up to the next value.
            ...(broken && { color: 'transparent' }),
          })),
        ),
      );
      // The start moves every second, which must not reset the view.
      frame.keepInSight(null, Math.max(0, ...placed.map(({ length }) => length)));
    },
    restyle() {
      frame.restyle();
      drawn.forEach((line, place) => line.applyOptions({ color: color(place) }));
    },
    zoom: frame.zoom,
    remove: () => chart.remove(),
  };
}
