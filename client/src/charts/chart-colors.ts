/** Theme colors for the canvas. */
export interface ChartColors {
  text: string;
  line: string;
  accent: string;
  up: string;
  down: string;
  warn: string;
  long: string;
  short: string;
}

export function readChartColors(): ChartColors {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  return {
    text: read('--muted'),
    line: read('--line'),
    accent: read('--accent'),
    up: read('--up'),
    down: read('--down'),
    warn: read('--warn'),
    long: read('--long'),
    short: read('--short'),
  };
}
