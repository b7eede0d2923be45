import { Injectable } from '@nestjs/common';
import { Clock } from '../../clock/clock.js';
import { type PolledText, PolledTexts } from '../../lighter/polled-texts.js';
import { entriesOf, valueOf, withValues } from '../splice.js';
import { type MirrorAnswer, ok } from './mirror-answer.js';
import { ANY_MARKET } from './parameters.js';

/** Answers that a poll of this service has fetched anyway. */
@Injectable()
export class PolledAnswers {
  constructor(
    private readonly clock: Clock,
    private readonly polled: PolledTexts,
  ) {}

  /** `null` when the exchange must be asked. @param account that the question names */
  answer(
    endpoint: string,
    params: Readonly<Record<string, string>>,
    account: number | null,
    maxAgeMs: number,
  ): MirrorAnswer | null {
    if (endpoint === 'orderBooks')
      return this.answerOf(this.polled.markets, maxAgeMs, (text) => booksIn(text, params));
    if (endpoint !== 'accountLimits' || account === null || Object.keys(params).length !== 1) return null;
    return this.answerOf(this.polled.limits.get(account) ?? null, maxAgeMs, (text) => text);
  }

  private answerOf(
    known: PolledText | null,
    maxAgeMs: number,
    bodyOf: (text: string) => string | null,
  ): MirrorAnswer | null {
    const ageMs = known ? Math.round(this.clock.monotonic() - known.receivedMono) : Infinity;
    const body = known && ageMs <= maxAgeMs ? bodyOf(known.text) : null;
    return body === null ? null : ok(body, { 'x-lighter-source': 'rest', 'x-lighter-age-ms': String(ageMs) });
  }
}

/** The response about the wanted markets only; `null` for filters that only the exchange can apply, or that find none. */
function booksIn(
  text: string,
  { market_id, filter = 'all', ...others }: Readonly<Record<string, string>>,
): string | null {
  if (Object.keys(others).length > 0) return null;
  const isEvery = market_id === undefined || market_id === String(ANY_MARKET);
  if (isEvery && filter === 'all') return text;
  const rows = entriesOf(valueOf(text, 'order_books') ?? '[]').filter(
    (row) =>
      (isEvery || valueOf(row, 'market_id') === market_id) &&
      (filter === 'all' || valueOf(row, 'market_type') === JSON.stringify(filter)),
  );
  return rows.length > 0 ? withValues(text, { order_books: `[${rows.join(',')}]` }) : null;
}
