import { SECTIONS, type AccountState } from 'lighter-broadcaster-protocol/account';

/** What is known of the freshness of each account's sections, so that a mere confirmation evaluates nothing. */
export class SectionFreshness {
  private readonly seen = new Map<number, AccountState['sections']>();

  /** @returns whether a section became stale or fresh since the last call, or is stale for another reason */
  note({ account_index, sections }: AccountState): boolean {
    const before = this.seen.get(account_index);
    if (before === sections) return false;
    this.seen.set(account_index, sections);
    return (
      !before ||
      SECTIONS.some(
        (name) =>
          sections[name] !== before[name] &&
          (sections[name].stale !== before[name].stale || sections[name].reason !== before[name].reason),
      )
    );
  }
}
