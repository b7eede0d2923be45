import type { Resolution } from '../api/history.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Longer than any exchange exists, and the API's limit for one response. */
const ALL_MS = 19_999 * DAY_MS;

/** How far back a chart reaches, and the width of its points. */
interface Range {
  span: number;
  resolution: Resolution;
}

/** Shortest first. */
export const RANGES = {
  '1h': { span: HOUR_MS, resolution: '1m' },
  '6h': { span: 6 * HOUR_MS, resolution: '1m' },
  '24h': { span: DAY_MS, resolution: '15m' },
  '7d': { span: 7 * DAY_MS, resolution: '1h' },
  '30d': { span: 30 * DAY_MS, resolution: '1h' },
  '1y': { span: 365 * DAY_MS, resolution: '1d' },
  all: { span: ALL_MS, resolution: '1d' },
} as const satisfies Record<string, Range>;
export type RangeName = keyof typeof RANGES;

/** Widths of points. */
export const STEP_MS: Record<Resolution, number> = {
  '1m': 60_000,
  '15m': 15 * 60_000,
  '1h': HOUR_MS,
  '1d': DAY_MS,
};

/** When the range begins, the same for everyone who asks within a minute. */
export function startOfRange(range: RangeName): number {
  return Math.max(0, Math.floor((Date.now() - RANGES[range].span) / STEP_MS['1m']) * STEP_MS['1m']);
}

export function isRange(name: string | null): name is RangeName {
  return name !== null && Object.hasOwn(RANGES, name);
}

/** Point width for a history of this length: that of the shortest range that contains it. */
export function resolutionOf(past: number): Resolution {
  return (Object.values(RANGES).find(({ span }) => span >= past) ?? RANGES.all).resolution;
}
