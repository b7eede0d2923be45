import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { ExchangeClock } from '../clock/exchange-clock.js';
import { AppConfig } from '../config/app-config.js';
import type { Egress } from '../egress/egress.js';
import { EgressRegistry } from '../egress/egress.registry.js';
import { ProxyFault } from '../egress/proxy-fault.js';
import type { Use } from '../egress/rate-budget.js';
import { retryAfterMs } from '../egress/retry-after.js';
import type { HttpAnswer } from '../egress/http-answer.js';
import { Admission, type ReservePurpose } from './admission.js';
import { ExchangeTokens } from './exchange-tokens.js';
import { ExchangeError, errorOf } from './exchange-error.js';

/** A request to the exchange on behalf of one configured account. */
export interface Question {
  accountIndex: number;
  /** Last part of the path under `/api/v1/`; `''` is the root path. */
  endpoint: string;
  params?: Record<string, string | number>;
  /** Whether to send the account's token. */
  auth: boolean;
  use: Use;
  /** Purpose of a request from the reserve. */
  purpose?: ReservePurpose;
  signal?: AbortSignal;
}

export interface Reply {
  text: string;
  /** Monotonic time before sending. */
  askedMono: number;
  /** Wall and monotonic time after the last byte. */
  receivedAt: number;
  receivedMono: number;
}

const TIMEOUT_MS = 30_000;

/**
 * Sends requests through the account's egress within its budgets; returns the text of the response or throws a typed
 * error.
 */
@Injectable()
export class LighterClient {
  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly exchangeClock: ExchangeClock,
    private readonly egresses: EgressRegistry,
    private readonly admission: Admission,
    private readonly tokens: ExchangeTokens,
  ) {}

  /**
   * Waits for budget if necessary, and renews a refused token once.
   * @throws ExchangeError, ProxyFault, or the reason of `signal`.
   */
  async ask(question: Question): Promise<Reply> {
    if (!question.auth) return this.send(question, null);
    const { accountIndex } = question;
    for (;;) {
      const token = this.tokens.tokenFor(accountIndex);
      if (token === null) throw new ExchangeError('no-credential', 'no credential');
      try {
        const reply = await this.send(question, token);
        this.tokens.accepted(accountIndex, token, reply.askedMono);
        return reply;
      } catch (error) {
        const refused = error instanceof ExchangeError && error.kind === 'auth-refused';
        if (!refused || !this.tokens.renew(accountIndex, token)) throw error;
      }
    }
  }

  private async send(question: Question, token: string | null): Promise<Reply> {
    const { accountIndex, endpoint, signal } = question;
    const { egress, abort, settle } = await this.admission.admit(question, signal);
    const askedMono = this.clock.monotonic();
    try {
      const answer = await this.inTime(egress, question, token, abort);
      this.noteDate(answer.date);
      const error = errorOf(answer, endpoint);
      if (error?.kind === 'rate-limited')
        egress.noteRateLimited(
          'rest',
          retryAfterMs(answer.retryAfter, this.exchangeClock.now()),
          this.egresses.budgets.partyOf(accountIndex),
        );
      if (error) throw error;
      return {
        text: answer.text,
        askedMono,
        receivedAt: this.clock.wallNow(),
        receivedMono: this.clock.monotonic(),
      };
    } finally {
      settle();
    }
  }

  private noteDate(date: string | null): void {
    const exchangeMs = date === null ? NaN : Date.parse(date);
    if (Number.isFinite(exchangeMs)) this.exchangeClock.note(exchangeMs, this.clock.monotonic());
  }

  private async inTime(
    egress: Egress,
    question: Question,
    token: string | null,
    abort: AbortController,
  ): Promise<HttpAnswer> {
    const { endpoint, signal } = question;
    const onAbort = (): void => abort.abort(signal?.reason);
    const onTimeout = (): void => {
      egress.noteNoAnswer('rest');
      abort.abort(new ExchangeError('timeout', `${endpoint}: no response within ${TIMEOUT_MS / 1000} s`));
    };
    if (signal?.aborted) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    const timer = this.clock.after(TIMEOUT_MS, onTimeout);
    try {
      const { baseUrl } = this.config.lighter;
      return await egress.get(baseUrl, pathOf(question), headersOf(token), abort.signal);
    } catch (error) {
      abort.signal.throwIfAborted();
      if (error instanceof ProxyFault) throw error;
      const { code = '' } = error as { code?: string };
      throw new ExchangeError('network', `${endpoint}: connection failed${code && ` (${code})`}`);
    } finally {
      timer.cancel();
      signal?.removeEventListener('abort', onAbort);
    }
  }
}

/** Path and query of a question. */
export function pathOf({ endpoint, params = {} }: Pick<Question, 'endpoint' | 'params'>): string {
  const query = Object.entries(params).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const path = endpoint === '' ? '/' : `/api/v1/${endpoint}`;
  return query.length === 0 ? path : `${path}?${query.join('&')}`;
}

/** A browser-like name avoids some blocks by the CDN. */
const USER_AGENT = 'Mozilla/5.0 (compatible; lighter-broadcaster)';

/** The exchange expects the token without a scheme. */
export function headersOf(token: string | null): Record<string, string> {
  return {
    accept: 'application/json',
    'user-agent': USER_AGENT,
    ...(token !== null && { authorization: token }),
  };
}
