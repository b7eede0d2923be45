import type { AccountState, SectionName } from 'lighter-broadcaster-protocol/account';
import { z } from 'zod';
import { iso } from './tools/tool.js';

const NAMED = 20;

/** In every answer about accounts, so that an agent never presents old data as current. */
export const freshnessSchema = z.object({
  as_of: z.string().describe('Time of this answer'),
  stale: z.boolean().describe('True if any of the data may be out of date. Say so when you report it.'),
  stale_accounts: z
    .array(
      z.object({
        account_index: z.number(),
        name: z.string(),
        section: z.string(),
        reason: z.string().nullable(),
        confirmed_at: z.string().nullable().describe('When this section was last confirmed'),
      }),
    )
    .describe(`The first ${NAMED} of them`),
  stale_count: z.number(),
});

export type Freshness = z.output<typeof freshnessSchema>;

/** @param sections that the answer shows; of several stale ones the first is named */
export function freshnessOf(
  states: readonly AccountState[],
  sections: readonly SectionName[],
  now: number,
): Freshness {
  const stale = states.flatMap((state) => {
    const section = staleAmong(state, sections);
    return section === null ? [] : [describe(state, section)];
  });
  return {
    as_of: iso(now),
    stale: stale.length > 0,
    stale_accounts: stale.slice(0, NAMED),
    stale_count: stale.length,
  };
}

/** The first stale one of these sections. Marks count only while a position is open. */
export function staleAmong(
  { sections, positions }: AccountState,
  names: readonly SectionName[],
): SectionName | null {
  const counted = positions?.length === 0 ? names.filter((name) => name !== 'marks') : names;
  return counted.find((name) => sections[name].stale) ?? null;
}

function describe(
  { account_index, name, sections }: AccountState,
  section: SectionName,
): Freshness['stale_accounts'][number] {
  const { reason, confirmed_at } = sections[section];
  return {
    account_index,
    name,
    section,
    reason,
    confirmed_at: confirmed_at === null ? null : iso(confirmed_at),
  };
}
