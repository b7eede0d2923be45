import type { Rate } from 'lighter-broadcaster-protocol/frames';

/** Least time between two changes of one channel, milliseconds. */
export const RATE_MS: Record<Rate, number> = { live: 0, '100ms': 100, '1s': 1000 };
