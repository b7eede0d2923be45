import { Injectable } from '@nestjs/common';
import type { ExchangeRefusal } from '../exchange-answers.js';
import { type ParsedToken, TokenJudge, type TokenRights } from '../token-judge.port.js';
import { MirrorLink } from './mirror-link.port.js';

/** The collecting instance knows the read-only tokens and public keys of its accounts. */
@Injectable()
export class CollectorTokenJudge extends TokenJudge {
  constructor(private readonly link: MirrorLink) {
    super();
  }

  override judge(token: string, _: ParsedToken): Promise<TokenRights> {
    const { promise, resolve, reject } = Promise.withResolvers<TokenRights>();
    this.link.ask(
      { type: 'identify', token },
      (answer) => {
        if (answer.type !== 'identified') return;
        const { owner, accounts, isSigned } = answer;
        resolve({ owner, accounts, isSigned });
      },
      (refusal: ExchangeRefusal) => reject(refusal),
    );
    return promise;
  }
}
