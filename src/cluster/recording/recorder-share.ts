import type { ValueName } from '../engine.port.js';
import { SHARE } from '../log-feed.js';

/** The share whose owner stores the history. Its log holds nothing but takeovers. */
export const RECORDER = 'recorder';

/** The value of `RECORDER` that says how far the rows of a share are stored. */
export function storedName(share: string): ValueName {
  return share === SHARE ? 'stored' : `stored:${share}`;
}
