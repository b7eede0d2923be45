/** Shapes of live data, from the client package. */
export type * from 'lighter-broadcaster-client';

/** Sections of an account, each with its own freshness. */
export const SECTIONS = ['summary', 'positions', 'orders', 'trades'] as const;
