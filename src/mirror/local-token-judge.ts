import { hash, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { type SignedToken, verifyAuthToken } from '../lighter/signing/auth-token.js';
import { ChangeFeed } from '../state/change-feed.port.js';
import { invalidAuth } from './exchange-answers.js';
import { PublicKeys } from './public-keys.js';
import { type ParsedToken, TokenJudge, type TokenRights } from './token-judge.port.js';

/** Checks signed tokens by the account's public key, and read-only ones by the configured token. */
@Injectable()
export class LocalTokenJudge extends TokenJudge {
  constructor(
    private readonly config: AppConfig,
    private readonly feed: ChangeFeed,
    private readonly keys: PublicKeys,
  ) {
    super();
  }

  override judge(token: string, parsed: ParsedToken): TokenRights | Promise<TokenRights> {
    return parsed.kind === 'signed' ? this.signed(token, parsed) : this.readOnly(token, parsed.scope);
  }

  private readOnly(token: string, scope: 'single' | 'all'): TokenRights {
    for (const { index, credential } of this.config.accounts) {
      if (credential.kind !== 'token' || !equal(credential.token.reveal(), token)) continue;
      const accounts = scope === 'all' ? [index, ...this.siblings(index)] : [index];
      return { owner: index, accounts, isSigned: false };
    }
    throw invalidAuth('invalid token');
  }

  private siblings(index: number): number[] {
    const address = this.feed.account(index)?.summary?.l1_address;
    if (!address) return [];
    return this.feed
      .accountIndexes()
      .filter((other) => this.feed.account(other)?.summary?.l1_address === address);
  }

  private async signed(token: string, { accountIndex, apiKeyIndex }: SignedToken): Promise<TokenRights> {
    const key = await this.keys.of(accountIndex, apiKeyIndex);
    if (key === null || !verifyAuthToken(token, key)) {
      const renewed = await this.keys.renewed(accountIndex, apiKeyIndex);
      if (renewed === null || renewed === key || !verifyAuthToken(token, renewed))
        throw invalidAuth('invalid signature');
    }
    return { owner: accountIndex, accounts: [accountIndex], isSigned: true };
  }
}

function equal(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(hash('sha256', a, 'hex')), Buffer.from(hash('sha256', b, 'hex')));
}
