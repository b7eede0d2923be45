import type { Resolution } from '../api/history.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How far back a chart looks, and how wide its points are. */
export interface Range {
  /** `null` is from the beginning. */
  span: number | null;
  resolution: Resolution;
  bucketMs: number;
}

export const RANGES = {
  '1h': { span: HOUR_MS, resolution: '1m', bucketMs: 60_000 },
  '6h': { span: 6 * HOUR_MS, resolution: '1m', bucketMs: 60_000 },
  '24h': { span: DAY_MS, resolution: '15m', bucketMs: 900_000 },
  '7d': { span: 7 * DAY_MS, resolution: '1h', bucketMs: HOUR_MS },
  '30d': { span: 30 * DAY_MS, resolution: '1h', bucketMs: HOUR_MS },
  '1y': { span: 365 * DAY_MS, resolution: '1d', bucketMs: DAY_MS },
  all: { span: null, resolution: '1d', bucketMs: DAY_MS },
} as const satisfies Record<string, Range>;
export type RangeName = keyof typeof RANGES;

export function isRange(name: string | null): name is RangeName {
  return name !== null && Object.hasOwn(RANGES, name);
}
