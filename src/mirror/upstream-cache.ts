import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { AppConfig } from '../config/app-config.js';
import { ExchangeError } from '../lighter/exchange-error.js';
import {
  MirrorBusy,
  MirrorUpstream,
  type PassedAnswer,
  type PassedQuestion,
} from '../lighter/mirror-upstream.js';
import { badGateway, noCredential, tooManyRequests, unavailable } from './exchange-answers.js';

/** Of all kept answers. */
const MAX_BYTES = 64 * 1024 * 1024;

/** An answer of the exchange for a client, and how old it is. */
export interface Passed {
  readonly status: number;
  readonly text: string;
  readonly ageMs: number;
}

/**
 * The exchange's answers to passed-on questions, shared by all clients: one request at a time per question, and answers
 * kept for as long as each endpoint allows, the least recently asked dropped first.
 */
@Injectable()
export class UpstreamCache {
  /** Questions that were sent to the exchange. */
  passedOn = 0;
  /** Questions refused because the share of the budget was spent. */
  refused = 0;
  private readonly answers = new Map<string, PassedAnswer>();
  private readonly pending = new Map<string, Promise<PassedAnswer>>();
  private bytes = 0;

  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly upstream: MirrorUpstream,
  ) {}

  /** Questions without an answer yet. */
  get waiting(): number {
    return this.pending.size;
  }

  /**
   * @param maxAgeMs of a kept answer; 0: never one, but still one request at a time
   * @param version part of the key: an answer under another version does not count
   * @throws ExchangeRefusal
   */
  async ask(question: PassedQuestion, maxAgeMs: number, version = ''): Promise<Passed> {
    const key = `${keyOf(question)} ${version}`;
    const known = maxAgeMs > 0 ? this.answers.get(key) : undefined;
    if (known && this.ageOf(known) <= maxAgeMs) {
      this.answers.delete(key);
      this.answers.set(key, known);
      return this.passed(known);
    }
    if (!this.config.mirror.pass) throw unavailable('passing questions on is switched off (MIRROR_PASS)');
    const pending = this.pending.get(key) ?? this.fetch(key, question, maxAgeMs > 0);
    return this.passed(await pending);
  }

  private fetch(key: string, question: PassedQuestion, isKept: boolean): Promise<PassedAnswer> {
    this.passedOn += 1;
    const answer = this.upstream
      .pass(question)
      .then((passed) => {
        if (isKept && passed.status < 300) this.keep(key, passed);
        return passed;
      })
      .catch((error: unknown) => {
        if (error instanceof MirrorBusy) this.refused += 1;
        throw refusalOf(error);
      })
      .finally(() => this.pending.delete(key));
    this.pending.set(key, answer);
    return answer;
  }

  private keep(key: string, answer: PassedAnswer): void {
    this.drop(key);
    this.answers.set(key, answer);
    this.bytes += sizeOf(key, answer);
    for (const oldest of this.answers.keys()) {
      if (this.bytes <= MAX_BYTES) break;
      this.drop(oldest);
    }
  }

  private drop(key: string): void {
    const known = this.answers.get(key);
    if (!known) return;
    this.answers.delete(key);
    this.bytes -= sizeOf(key, known);
  }

  private passed(answer: PassedAnswer): Passed {
    return { status: answer.status, text: answer.text, ageMs: this.ageOf(answer) };
  }

  private ageOf({ receivedMono }: PassedAnswer): number {
    return Math.max(0, Math.round(this.clock.monotonic() - receivedMono));
  }
}

function keyOf({ endpoint, params, accountIndex, auth }: PassedQuestion): string {
  return JSON.stringify([endpoint, auth ? accountIndex : null, Object.entries(params).sort()]);
}

function sizeOf(key: string, { text }: PassedAnswer): number {
  return 2 * (key.length + text.length) + 200;
}

/** The refusal for a client when the exchange cannot answer. */
function refusalOf(error: unknown): unknown {
  if (error instanceof MirrorBusy) return tooManyRequests(Math.ceil(error.retryAfterMs / 1000));
  if (!(error instanceof ExchangeError)) return unavailable('the exchange cannot be reached');
  switch (error.kind) {
    case 'rate-limited':
      return tooManyRequests(60);
    case 'no-credential':
      return noCredential();
    case 'auth-refused':
      return badGateway('the exchange refuses the configured credential');
    case 'cdn-block':
    case 'malformed':
      return badGateway('the exchange did not answer the question');
    case 'paused':
      return unavailable('collection is paused');
    default:
      return unavailable('the exchange does not answer');
  }
}
