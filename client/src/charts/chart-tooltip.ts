import type { IChartApi, Time } from 'lightweight-charts';
import { formatDecimal, NUMBER_FORMATS } from '../format/number-format.js';
import { dateTime } from '../format/time.js';
import { getPreferences } from '../preferences/preferences-store.js';
import type { ChartPoint } from './to-scale.js';

/** More notes than this are counted. */
const MOST_NOTES = 4;
const LOOK =
  'bg-panel border-line-strong text-2xs pointer-events-none absolute top-1 z-30 max-w-72 rounded-md border px-2 py-1 shadow-lg';

/** What the tooltip needs to know about the curve. */
export interface TooltipData {
  points: readonly ChartPoint[];
  /** What happened at a point, by its time. */
  notes: ReadonlyMap<number, readonly string[]>;
}

/** Shows the value under the pointer, its change since the point before, and what happened there. */
export function addTooltip(chart: IChartApi, box: HTMLElement): (data: TooltipData) => void {
  let data: TooltipData = { points: [], notes: new Map() };
  const tip = box.appendChild(document.createElement('div'));
  tip.role = 'tooltip';
  tip.className = LOOK;
  tip.hidden = true;
  chart.subscribeCrosshairMove(({ time, point }) => {
    const place = time === undefined ? -1 : placeOf(data.points, time);
    tip.hidden = place < 0 || !point;
    if (!point || place < 0) return;
    tip.replaceChildren(...linesOf(data, place));
    const isLeft = point.x < box.clientWidth / 2;
    tip.style.left = isLeft ? `${point.x + 16}px` : '';
    tip.style.right = isLeft ? '' : `${box.clientWidth - point.x + 16}px`;
  });
  return (next) => (data = next);
}

function placeOf(points: readonly ChartPoint[], time: Time): number {
  return points.findIndex((point) => Math.floor(point.time / 1_000) === Number(time));
}

function linesOf({ points, notes }: TooltipData, place: number): HTMLElement[] {
  const { time, value } = points[place]!;
  const before = points[place - 1];
  const happened = notes.get(time) ?? [];
  const more = happened.length - MOST_NOTES;
  return [
    line(dateTime(time), 'num text-muted'),
    line(money(value), 'num amount font-semibold'),
    ...(before
      ? [line(`${money(value - before.value, true)} since ${dateTime(before.time)}`, 'num amount')]
      : []),
    ...happened.slice(0, MOST_NOTES).map((text) => line(text, 'amount truncate')),
    ...(more > 0 ? [line(`and ${more} more`, 'text-muted')] : []),
  ];
}

function line(text: string, className: string): HTMLElement {
  const element = document.createElement('div');
  element.textContent = text;
  element.className = className;
  return element;
}

function money(value: number, signed = false): string {
  return formatDecimal(value.toFixed(2), NUMBER_FORMATS[getPreferences().numberFormat], signed);
}
