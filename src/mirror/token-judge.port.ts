import type { parseAuthToken } from '../lighter/signing/auth-token.js';

export type ParsedToken = NonNullable<ReturnType<typeof parseAuthToken>>;

/** What a genuine token of the exchange opens. */
export interface TokenRights {
  readonly owner: number;
  readonly accounts: readonly number[];
  /** The owner's API key signed it, which the exchange takes for the right to trade. */
  readonly isSigned: boolean;
}

/** Decides whether a token of the exchange is genuine. */
export abstract class TokenJudge {
  /** @throws ExchangeRefusal 401 for a token that is not, also by rejecting */
  abstract judge(token: string, parsed: ParsedToken): TokenRights | Promise<TokenRights>;
}
