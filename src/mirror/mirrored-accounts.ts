import { Injectable } from '@nestjs/common';
import type { AccountState, SectionName } from 'lighter-broadcaster-protocol/account';
import { canSee, type Principal } from '../access/principal.js';
import { Clock } from '../clock/clock.js';
import { type AccountTexts, AccountTextSource } from '../state/account-texts.port.js';
import { ChangeFeed } from '../state/change-feed.port.js';
import { accountNotFound, noCredential, unavailable } from './exchange-answers.js';

/** An account as a caller may see it, and how fresh the requested parts are. */
export interface MirroredAccount {
  readonly index: number;
  readonly state: AccountState;
  readonly texts: AccountTexts;
}

/** The followed accounts that a caller may see; every other account does not exist. */
@Injectable()
export class MirroredAccounts {
  constructor(
    private readonly feed: ChangeFeed,
    private readonly source: AccountTextSource,
    private readonly clock: Clock,
  ) {}

  /** @param principal `null` sees every followed account, for data that is public. @throws ExchangeRefusal 21100 */
  one(principal: Principal | null, index: number): MirroredAccount {
    const isVisible = principal === null || canSee(principal, index);
    const state = isVisible ? this.feed.account(index) : undefined;
    const texts = state && this.source.texts(index);
    if (!state || !texts) throw accountNotFound();
    return { index, state, texts };
  }

  /** All that the caller may see. */
  all(principal: Principal | null): MirroredAccount[] {
    const visible = this.feed
      .accountIndexes()
      .filter((index) => principal === null || canSee(principal, index));
    return this.feed.consistently(() => visible.map((index) => this.one(principal, index)));
  }

  /** @throws ExchangeRefusal 503 when one of the parts is stale, 401 when it cannot be known without a credential */
  requireFresh(account: MirroredAccount, parts: readonly SectionName[]): void {
    const fault = staleReason(account.state, parts);
    if (fault !== null) throw unavailable(fault);
    for (const part of parts) if (account.state.sections[part].source === null) throw noCredential();
  }

  /** Where the parts come from and how long ago the oldest was confirmed, as headers of the answer. */
  provenance({ state }: MirroredAccount, parts: readonly SectionName[]): Record<string, string> {
    let source = 'stream';
    let confirmed = Infinity;
    for (const part of parts) {
      const section = state.sections[part];
      if (section.source === 'rest') source = 'rest';
      confirmed = Math.min(confirmed, section.confirmed_at ?? 0);
    }
    const ageMs = Math.max(0, this.clock.wallNow() - confirmed);
    return { 'x-lighter-source': source, 'x-lighter-age-ms': String(ageMs) };
  }
}

/** Why the first stale one of these parts cannot be served; `null` when none is stale. */
export function staleReason(state: AccountState, parts: readonly SectionName[]): string | null {
  const part = parts.find((name) => state.sections[name].stale);
  if (part === undefined) return null;
  return `${part} of ${state.account_index}: ${state.sections[part].reason ?? 'stale'}`;
}
