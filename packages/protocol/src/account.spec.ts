import {
  type AccountState,
  isLive,
  type Section,
  SECTIONS,
  type SectionName,
  staleSection,
} from './account.js';

/** An account with these sections stale and all others fresh, without an open position by default. */
function account(stale: readonly SectionName[], positions: readonly object[] = []): AccountState {
  const section = (name: SectionName): Partial<Section> => ({ stale: stale.includes(name) });
  const sections = Object.fromEntries(SECTIONS.map((name) => [name, section(name)]));
  return { sections, positions } as unknown as AccountState;
}

describe('the liveness of an account', () => {
  it.each(['summary', 'positions', 'orders', 'trades'] as const)('ends with %s alone being stale', (name) => {
    expect(staleSection(account([name]))).toBe(name);
    expect(isLive(account([name]))).toBe(false);
  });

  it('depends on marks only while a position is open', () => {
    expect(isLive(account(['marks']))).toBe(true);
    expect(staleSection(account(['marks'], [{}]))).toBe('marks');
  });

  it('does not depend on requirements, assets, funding or volumes', () => {
    expect(isLive(account(['requirements', 'assets', 'funding', 'volumes']))).toBe(true);
  });
});
