import { type AccountState, type Section, SECTIONS } from 'lighter-broadcaster-protocol/account';
import type { AccountDelta } from 'lighter-broadcaster-protocol/delta';
import { accountDiff } from 'lighter-broadcaster-protocol/diff';

/** The account with every section stale, for the reason that the process which collects is not heard of. */
export function asStale(account: AccountState, reason: string): AccountState {
  const mark = (section: Section): Section => ({ ...section, stale: true, reason });
  const sections = Object.fromEntries(SECTIONS.map((name) => [name, mark(account.sections[name])]));
  return { ...account, sections: sections as AccountState['sections'] };
}

/** What of the sections differs. */
export function sectionsDelta(before: AccountState, after: AccountState): Pick<AccountDelta, 'sections'> {
  const { sections } = accountDiff({ ...after, sections: before.sections }, after);
  return sections ? { sections } : {};
}
