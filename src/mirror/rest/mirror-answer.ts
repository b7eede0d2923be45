import type { Principal } from '../../access/principal.js';
import type { Passed } from '../upstream-cache.js';

/** A successful answer, or the exchange's own one. */
export interface MirrorAnswer {
  readonly status: number;
  readonly body: string;
  /** Where it comes from and how old it is. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A question as an endpoint gets it. */
export interface MirrorQuestion {
  readonly query: URLSearchParams;
  /** `null` only for public data that requires no caller. */
  readonly principal: Principal | null;
}

/** @throws ExchangeRefusal, also by rejecting */
export type MirrorEndpoint = (question: MirrorQuestion) => MirrorAnswer | Promise<MirrorAnswer>;

export function ok(body: string, headers: Readonly<Record<string, string>>): MirrorAnswer {
  return { status: 200, body, headers };
}

/** The exchange's answer, error or not. */
export function answerOf({ status, text, ageMs }: Passed): MirrorAnswer {
  const headers = { 'x-lighter-source': 'upstream', 'x-lighter-age-ms': String(ageMs) };
  return { status, body: text, headers };
}
