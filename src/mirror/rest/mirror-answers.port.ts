import type { MirrorAnswer, MirrorQuestion } from './mirror-answer.js';

/** Answers questions of the exchange's REST interface. */
export abstract class MirrorAnswers {
  /** Whether there is such an endpoint. */
  abstract has(endpoint: string): boolean;
  /** Whether it is public on the exchange. */
  abstract isPublic(endpoint: string): boolean;
  /** @throws ExchangeRefusal, also by rejecting */
  abstract answer(endpoint: string, question: MirrorQuestion): MirrorAnswer | Promise<MirrorAnswer>;
  /** Id of the exchange's network. @throws ExchangeRefusal 503 while it is unknown, also by rejecting */
  abstract networkId(): number | Promise<number>;
}

/** Endpoints that the state answers; the other ones are passed on. */
export const OF_STATE = ['account', 'accountsByL1Address', 'accountActiveOrders', 'trades'] as const;

/** Those of them that are public on the exchange. */
export const PUBLIC_OF_STATE: ReadonlySet<string> = new Set(['account', 'accountsByL1Address']);
