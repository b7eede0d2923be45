import { type AccountState, type Millis, type SectionName } from 'lighter-broadcaster-protocol/account';
import type { AccountTexts } from '../state/account-texts.port.js';

/** An account as a renderer sees it: what is canonical, and what the exchange itself said. */
export interface AccountView {
  readonly state: AccountState;
  readonly texts: AccountTexts;
}

/** When the oldest of these sections was confirmed; `null` when none ever was. One that is unknown does not count. */
export function confirmedAt({ state }: AccountView, names: readonly SectionName[]): Millis | null {
  let oldest = Infinity;
  for (const name of names) oldest = Math.min(oldest, state.sections[name].confirmed_at ?? Infinity);
  return oldest === Infinity ? null : oldest;
}

/** Age in seconds as the original tells it: -1 when it never happened. */
export function ageSeconds(at: Millis | null, now: Millis): number {
  return at === null ? -1 : Math.max(0, now - at) / 1000;
}

/** Unix seconds as the original tells them: 0 when it never happened. */
export function unixSeconds(at: Millis | null): number {
  return (at ?? 0) / 1000;
}
