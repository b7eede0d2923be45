import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { ExchangeClock } from '../clock/exchange-clock.js';
import { AppConfig } from '../config/app-config.js';
import type { Egress } from '../egress/egress.js';
import { EgressRegistry } from '../egress/egress.registry.js';
import type { HttpAnswer } from '../egress/http-answer.js';
import { retryAfterMs } from '../egress/retry-after.js';
import { Admission } from './admission.js';
import { errorOf, ExchangeError } from './exchange-error.js';
import { ExchangeTokens } from './exchange-tokens.js';
import { headersOf, pathOf } from './lighter.client.js';

/** How long a question may wait for the mirror's share before its client is asked to come back. */
const ADMITTED_WITHIN_MS = 2_000;
const ANSWER_WITHIN_MS = 15_000;
/** Answers without an error code that the exchange itself did not write. */
const IS_JSON = /^\s*\{/;

/** A question of a mirror client that only the exchange can answer. */
export interface PassedQuestion {
  /** As the exchange names it; with its slash outside of `/api/v1/`. */
  readonly endpoint: string;
  readonly params: Readonly<Record<string, string>>;
  /** Whose egress and budget it spends; `null` for a public question, which goes out where most is left. */
  readonly accountIndex: number | null;
  /** Whether to send the account's own token. Tokens of clients are never forwarded. */
  readonly auth: boolean;
}

/** A signed transaction of a client, byte by byte. */
export interface Transaction {
  readonly endpoint: 'sendTx' | 'sendTxBatch';
  readonly body: Buffer;
  readonly contentType: string;
  /** Whose egress and budget it spends. */
  readonly accountIndex: number;
}

/** The exchange's answer, error or not, as it was. */
export interface PassedAnswer {
  readonly status: number;
  readonly text: string;
  /** Monotonic time after the last byte. */
  readonly receivedMono: number;
}

/** The mirror's share of the budget is spent. */
export class MirrorBusy extends Error {
  constructor(readonly retryAfterMs: number) {
    super('the share of the rate limit for passed-on questions is spent');
    this.name = 'MirrorBusy';
  }
}

/** Passes questions on to the exchange within a share of their own of each budget; never waits behind the polls. */
@Injectable()
export class MirrorUpstream {
  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly exchangeClock: ExchangeClock,
    private readonly egresses: EgressRegistry,
    private readonly admission: Admission,
    private readonly tokens: ExchangeTokens,
  ) {}

  /**
   * Returns the exchange's answer unchanged, except for errors that concern only this service.
   * @throws MirrorBusy when it may not go out within two seconds; ExchangeError (`auth-refused`: our token;
   * `cdn-block`: not an answer of the exchange; `rate-limited`, `timeout`, `network`, `no-credential`); ProxyFault
   */
  async pass(question: PassedQuestion): Promise<PassedAnswer> {
    for (;;) {
      const token = this.tokenFor(question);
      const answer = await this.send(question, token);
      const { accountIndex, endpoint } = question;
      const error = errorOf(answer, endpoint);
      if (error?.kind === 'rate-limited') throw error;
      if (error?.kind !== 'auth-refused' || token === null || accountIndex === null) {
        if (!IS_JSON.test(answer.text))
          throw error ?? new ExchangeError('malformed', `${endpoint}: not an answer of the exchange`);
        if (!error && token !== null && accountIndex !== null) this.tokens.accepted(accountIndex, token);
        return { status: answer.status, text: answer.text, receivedMono: this.clock.monotonic() };
      }
      if (!this.tokens.renew(accountIndex, token)) throw error;
    }
  }

  /**
   * Sends a transaction once, at once, and returns the exchange's answer unchanged. A late order may harm, so it never waits
   * for the budget.
   * @throws MirrorBusy: not sent; ExchangeError or ProxyFault: whether the exchange accepted it is unknown
   */
  async post({ endpoint, body, contentType, accountIndex }: Transaction): Promise<PassedAnswer> {
    const headers = { ...headersOf(null), 'content-type': contentType };
    const answer = await this.admitted({ endpoint, accountIndex }, 0, (egress, signal) =>
      egress.post(this.config.lighter.baseUrl, pathOf({ endpoint }), headers, body, signal),
    );
    if (!IS_JSON.test(answer.text))
      throw new ExchangeError('malformed', `${endpoint}: not an answer of the exchange`);
    return { status: answer.status, text: answer.text, receivedMono: this.clock.monotonic() };
  }

  private tokenFor({ auth, accountIndex }: PassedQuestion): string | null {
    if (!auth || accountIndex === null) return null;
    const token = this.tokens.tokenFor(accountIndex);
    if (token === null) throw new ExchangeError('no-credential', 'no credential');
    return token;
  }

  private send(question: PassedQuestion, token: string | null): Promise<HttpAnswer> {
    const { endpoint } = question;
    const path = endpoint.startsWith('/') ? endpoint : pathOf(question);
    return this.admitted(question, ADMITTED_WITHIN_MS, (egress, signal) =>
      egress.get(this.config.lighter.baseUrl, path, headersOf(token), signal),
    );
  }

  /** Sends within the mirror's share and a time limit, and notes a 429. */
  private async admitted(
    { accountIndex, endpoint }: Pick<PassedQuestion, 'accountIndex' | 'endpoint'>,
    withinMs: number,
    request: (egress: Egress, signal: AbortSignal) => Promise<HttpAnswer>,
  ): Promise<HttpAnswer> {
    const admitted = await this.admission.admitMirror(accountIndex, endpoint, withinMs);
    if (typeof admitted === 'number') throw new MirrorBusy(admitted);
    const { egress, abort, settle } = admitted;
    const timer = this.clock.after(ANSWER_WITHIN_MS, () => {
      egress.noteNoAnswer('rest');
      abort.abort(new ExchangeError('timeout', `${endpoint}: no answer`));
    });
    try {
      const answer = await request(egress, abort.signal);
      if (answer.status === 429) {
        const party = accountIndex === null ? 'mirror' : this.egresses.budgets.partyOf(accountIndex);
        egress.noteRateLimited('rest', retryAfterMs(answer.retryAfter, this.exchangeClock.now()), party);
      }
      return answer;
    } finally {
      timer.cancel();
      settle();
    }
  }
}
