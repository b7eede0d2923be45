import type { ChartPoint, Place } from './to-scale.js';

export interface ChartMarker {
  time: number;
  kind: 'buy' | 'sell' | 'gap' | 'flow';
  /** What happened, for the tooltip; the same event from two sources has one id. */
  note?: { id: string; text: string };
}

/** A shaded time span; `to` is `null` while it lasts. */
export interface ChartSpan {
  from: number;
  to: number | null;
}

/** Attaches each marker to the last curve point not after it, at most one of a kind per point. */
export function onPoints(markers: readonly ChartMarker[], points: readonly ChartPoint[]): ChartMarker[] {
  const placed = new Map<string, ChartMarker>();
  for (const { time, kind } of markers) {
    const at = lastNotAfter(points, time)?.time;
    if (at !== undefined) placed.set(`${kind} ${at}`, { time: at, kind });
  }
  return [...placed.values()].sort((a, b) => a.time - b.time);
}

/** What happened at each curve point, by the time of the point. */
export function notesAt(
  markers: readonly ChartMarker[],
  points: readonly ChartPoint[],
): ReadonlyMap<number, readonly string[]> {
  const notes = new Map<number, Map<string, string>>();
  for (const { time, note } of markers) {
    const at = lastNotAfter(points, time)?.time;
    if (at === undefined || !note) continue;
    const known = notes.get(at) ?? new Map<string, string>();
    notes.set(at, known.set(note.id, note.text));
  }
  return new Map([...notes].map(([at, texts]) => [at, [...texts.values()]]));
}

/** Axis positions inside one of the spans. */
export function within(spans: readonly ChartSpan[], places: readonly Place[]): number[] {
  return places
    .filter(({ time }, index) => {
      const next = places[index + 1]?.time ?? Infinity;
      return spans.some(({ from, to }) => from < next && (to ?? Infinity) >= time);
    })
    .map(({ time }) => time);
}

function lastNotAfter(points: readonly ChartPoint[], time: number): ChartPoint | undefined {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle]!.time <= time) low = middle + 1;
    else high = middle;
  }
  return points[low - 1];
}
