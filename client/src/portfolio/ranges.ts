import type { Resolution } from '../api/history.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How far back a chart looks, and how wide its points are. */
export interface Range {
  /** `null` is from the beginning. */
  span: number | null;
  resolution: Resolution;
}

export const RANGES = {
  '1h': { span: HOUR_MS, resolution: '1m' },
  '6h': { span: 6 * HOUR_MS, resolution: '1m' },
  '24h': { span: DAY_MS, resolution: '15m' },
  '7d': { span: 7 * DAY_MS, resolution: '1h' },
  '30d': { span: 30 * DAY_MS, resolution: '1h' },
  '1y': { span: 365 * DAY_MS, resolution: '1d' },
  all: { span: null, resolution: '1d' },
} as const satisfies Record<string, Range>;
export type RangeName = keyof typeof RANGES;

/** Widths of points. */
export const STEP_MS: Record<Resolution, number> = {
  '1m': 60_000,
  '15m': 15 * 60_000,
  '1h': HOUR_MS,
  '1d': DAY_MS,
};

export function isRange(name: string | null): name is RangeName {
  return name !== null && Object.hasOwn(RANGES, name);
}
