/** The shapes that live data has, as the client package tells them. */
export type * from '../../../packages/client/src/index.js';

/** Parts of an account that can be stale by themselves. */
export const SECTIONS = ['summary', 'positions', 'orders', 'trades'] as const;
