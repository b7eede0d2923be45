import { type AccountState, type Millis, type SectionName } from 'lighter-broadcaster-protocol/account';
import type { AccountTexts } from '../state/account-texts.port.js';

/** Input of a renderer: the canonical account and the exchange's verbatim texts. */
export interface AccountView {
  readonly state: AccountState;
  readonly texts: AccountTexts;
}

/** When the oldest of these sections was confirmed, unknown ones excluded; `null` if none ever was. */
export function confirmedAt({ state }: AccountView, names: readonly SectionName[]): Millis | null {
  let oldest = Infinity;
  for (const name of names) oldest = Math.min(oldest, state.sections[name].confirmed_at ?? Infinity);
  return oldest === Infinity ? null : oldest;
}

/** Age in seconds, as in the original service: -1 when it never happened. */
export function ageSeconds(at: Millis | null, now: Millis): number {
  return at === null ? -1 : Math.max(0, now - at) / 1000;
}

/** Unix seconds, as in the original service: 0 when it never happened. */
export function unixSeconds(at: Millis | null): number {
  return (at ?? 0) / 1000;
}
