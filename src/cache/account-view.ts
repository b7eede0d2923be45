import {
  type AccountState,
  type Millis,
  type SectionName,
  SECTIONS,
} from 'lighter-broadcaster-protocol/account';
import type { AccountTexts } from '../state/account-texts.port.js';

/** An account as a renderer sees it: what is canonical, and what the exchange itself said. */
export interface AccountView {
  readonly state: AccountState;
  readonly texts: AccountTexts;
}

/** Last time that anything of these sections, or of any, was confirmed; `null` when never. */
export function heardAt({ state }: AccountView, names: readonly SectionName[] = SECTIONS): Millis | null {
  let latest = 0;
  for (const name of names) latest = Math.max(latest, state.sections[name].confirmed_at ?? 0);
  return latest || null;
}

/** Age in seconds as the original tells it: -1 when it never happened. */
export function ageSeconds(at: Millis | null, now: Millis): number {
  return at === null ? -1 : Math.max(0, now - at) / 1000;
}

/** Unix seconds as the original tells them: 0 when it never happened. */
export function unixSeconds(at: Millis | null): number {
  return (at ?? 0) / 1000;
}
