import { Injectable } from '@nestjs/common';
import type { SectionName } from 'lighter-broadcaster-protocol/account';
import { accountNotFound, invalidParam } from '../exchange-answers.js';
import { type MirroredAccount, MirroredAccounts } from '../mirrored-accounts.js';
import { AccountText } from './account-text.js';
import { type MirrorAnswer, type MirrorQuestion, ok } from './mirror-answer.js';
import { flag, integer, marketFilter, oneOf, requiredText } from './parameters.js';

/** Parts of an account's row. */
const ROW: readonly SectionName[] = ['positions', 'summary', 'requirements'];
const ORDERS: readonly SectionName[] = ['orders'];

/** Endpoints that the state answers. */
@Injectable()
export class AccountEndpoints {
  constructor(
    private readonly accounts: MirroredAccounts,
    private readonly text: AccountText,
  ) {}

  /** `account?by=index|l1_address&value&active_only` */
  account = ({ query, principal }: MirrorQuestion): MirrorAnswer => {
    const by = oneOf(query, 'by', ['index', 'l1_address']);
    const value = requiredText(query, 'value');
    const activeOnly = flag(query, 'active_only');
    if (by === 'index') {
      if (!/^\d{1,16}$/.test(value)) throw invalidParam('value');
      const account = this.accounts.one(principal, Number(value));
      this.accounts.requireFresh(account, ROW);
      return ok(this.text.response(account, activeOnly), this.accounts.provenance(account, ROW));
    }
    const found = this.ofAddress({ query, principal }, value);
    for (const account of found) this.accounts.requireFresh(account, ROW);
    const rows = found.map((account) => this.text.row(account, activeOnly));
    return ok(`{"code":200,"total":${rows.length},"accounts":[${rows.join(',')}]}`, this.oldest(found));
  };

  accountsByL1Address = ({ query, principal }: MirrorQuestion): MirrorAnswer => {
    const address = requiredText(query, 'l1_address');
    const found = this.ofAddress({ query, principal }, address);
    for (const account of found) this.accounts.requireFresh(account, ROW);
    const rows = found.map((account) => this.text.subAccount(account));
    const body = `{"code":200,"l1_address":${JSON.stringify(address)},"sub_accounts":[${rows.join(',')}]}`;
    return ok(body, this.oldest(found));
  };

  /** `accountActiveOrders?account_index&market_id&market_type` */
  accountActiveOrders = ({ query, principal }: MirrorQuestion): MirrorAnswer => {
    const account = this.accounts.one(principal, integer(query, 'account_index'));
    const isWanted = marketFilter(query);
    this.accounts.requireFresh(account, ORDERS);
    const times = new Map(
      account.state.orders?.map(({ order_id, transaction_time }) => [order_id, transaction_time]),
    );
    const rows = [...account.texts.orders]
      .filter(([id]) => isWanted(account.texts.orderMarkets.get(id)!))
      .sort(([a], [b]) => (times.get(b) ?? 0) - (times.get(a) ?? 0));
    const body = `{"code":200,"orders":[${rows.map(([, text]) => text).join(',')}]}`;
    return ok(body, this.accounts.provenance(account, ORDERS));
  };

  private ofAddress({ principal }: MirrorQuestion, address: string): MirroredAccount[] {
    const lower = address.toLowerCase();
    const found = this.accounts.all(principal).filter((account) => this.hasAddress(account, lower));
    if (found.length === 0) throw accountNotFound();
    return found;
  }

  /** An account without data has no known address. */
  private hasAddress(account: MirroredAccount, address: string): boolean {
    return account.texts.account !== null && this.text.addressOf(account) === address;
  }

  private oldest(accounts: readonly MirroredAccount[]): Record<string, string> {
    const all = accounts.map((account) => this.accounts.provenance(account, ROW));
    all.sort((a, b) => Number(b['x-lighter-age-ms']) - Number(a['x-lighter-age-ms']));
    return all[0]!;
  }
}
