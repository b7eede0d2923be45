import { SECTIONS, type AccountState, type SectionName } from 'lighter-broadcaster-protocol/account';

const NONE: readonly SectionName[] = [];

/** What is known of the freshness of each account's sections, so that a mere confirmation evaluates nothing. */
export class SectionFreshness {
  private readonly seen = new Map<number, AccountState['sections']>();

  /** @returns the sections that became stale or fresh since the last call, or are stale for another reason; at first all */
  note({ account_index, sections }: AccountState): readonly SectionName[] {
    const before = this.seen.get(account_index);
    if (before === sections) return NONE;
    this.seen.set(account_index, sections);
    if (!before) return SECTIONS;
    let moved: SectionName[] | null = null;
    for (const name of SECTIONS) {
      const then = before[name];
      const now = sections[name];
      if (then !== now && (then.stale !== now.stale || then.reason !== now.reason)) (moved ??= []).push(name);
    }
    return moved ?? NONE;
  }
}
