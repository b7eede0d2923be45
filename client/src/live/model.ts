/** The shapes that live data has, as the client package tells them. */
export type * from 'lighter-broadcaster-client';

/** Parts of an account that can be stale by themselves. */
export const SECTIONS = ['summary', 'positions', 'orders', 'trades'] as const;
