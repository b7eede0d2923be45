import { Injectable } from '@nestjs/common';
import { canSee } from '../../access/principal.js';
import { ChangeFeed } from '../../state/change-feed.port.js';
import { accountNotFound, invalidParam } from '../exchange-answers.js';
import type { MirrorQuestion } from './mirror-answer.js';
import { integer, requiredText } from './parameters.js';

/** Finds the accounts that a question names; those that the caller may not see do not exist. */
@Injectable()
export class QuestionedAccounts {
  constructor(private readonly feed: ChangeFeed) {}

  /** The one account, in any of the exchange's spellings. @throws ExchangeRefusal 21100, 20001 */
  in({ query, principal }: MirrorQuestion): number {
    const isByIndex = query.get('by') === 'index';
    if (query.has('by') && !isByIndex) throw invalidParam('by');
    if (isByIndex) requiredText(query, 'value');
    const index = integer(query, isByIndex ? 'value' : 'account_index');
    if (isByIndex && query.has('account_index')) throw invalidParam('account_index');
    const state = principal === null || canSee(principal, index) ? this.feed.account(index) : undefined;
    if (!state) throw accountNotFound();
    const address = state.summary?.l1_address;
    const named = query.get('l1_address');
    if (named !== null && named.toLowerCase() !== address?.toLowerCase()) throw accountNotFound();
    return index;
  }

  /** @throws ExchangeRefusal 21100 when the caller may see no account of the address */
  requireAddress({ principal }: MirrorQuestion, address: string): void {
    const lower = address.toLowerCase();
    const visible = this.feed
      .accountIndexes()
      .filter((index) => principal === null || canSee(principal, index));
    if (!visible.some((index) => this.feed.account(index)?.summary?.l1_address?.toLowerCase() === lower))
      throw accountNotFound();
  }
}
