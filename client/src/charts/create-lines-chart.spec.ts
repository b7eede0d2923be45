import { jest } from '@jest/globals';
import type { ChartPoint } from './to-scale.js';

const fitContent = jest.fn();
let touch: () => void;

// There is no canvas: the spec only checks when the chart fits its content.
jest.unstable_mockModule('lightweight-charts', () => ({
  ...{ ColorType: {}, CrosshairMode: {}, TickMarkType: {}, LineSeries: {} },
  createChart: () => ({
    addSeries: () => ({ setData: () => undefined }),
    timeScale: () => ({ fitContent, subscribeSizeChange: () => undefined }),
    chartElement: () => ({
      addEventListener: (name: string, listener: () => void) => name === 'pointerdown' && (touch = listener),
    }),
  }),
}));
jest.unstable_mockModule('./chart-colors.js', () => ({ readChartColors: () => ({}) }));
jest.unstable_mockModule('../preferences/preferences-store.js', () => ({ getPreferences: () => ({}) }));
const { createLinesChart } = await import('./create-lines-chart.js');

const STEP = 1_000;
const line = (from: number, count: number): ChartPoint[] =>
  Array.from({ length: count }, (_, place) => ({ time: (from + place) * STEP, value: 1 }));

describe('a chart of several lines', () => {
  beforeEach(() => fitContent.mockClear());

  it('show all points as they grow', () => {
    const chart = createLinesChart({} as HTMLElement);
    chart.show({ lines: [[], line(0, 2), line(0, 2)], step: STEP });
    chart.show({ lines: [[], line(0, 3), line(0, 3)], step: STEP });
    expect(fitContent).toHaveBeenCalledTimes(2);
  });

  it('stay where the user moved them while their start advances', () => {
    const chart = createLinesChart({} as HTMLElement);
    chart.show({ lines: [line(0, 300)], step: STEP });
    touch();
    fitContent.mockClear();
    chart.show({ lines: [line(1, 300)], step: STEP });
    chart.show({ lines: [line(2, 301)], step: STEP });
    expect(fitContent).not.toHaveBeenCalled();
  });
});
