import type { ChartColors } from './chart-colors.js';

interface LineLook {
  color: keyof ChartColors;
  /** Line style of lightweight-charts: solid, dotted, dashed. */
  stroke: 0 | 1 | 2;
  /** The same stroke for a sample in a legend. */
  dashes: string | undefined;
}

/** Styles of the lines of one chart, distinguished by stroke as well as color. */
export const LINE_LOOKS: readonly LineLook[] = [
  { color: 'accent', stroke: 0, dashes: undefined },
  { color: 'warn', stroke: 2, dashes: '5 3' },
  { color: 'text', stroke: 1, dashes: '2 2' },
  { color: 'long', stroke: 0, dashes: undefined },
  { color: 'short', stroke: 2, dashes: '5 3' },
];
