import { ManualClock } from '../../../test/support/manual-clock.js';
import { PolledTexts } from '../../lighter/polled-texts.js';
import type { MirrorAnswer } from './mirror-answer.js';
import { PolledAnswers } from './polled-answers.js';

const AGE_MS = 10_000;
const row = (id: number, type: string): string =>
  `{"market_id": ${id},"market_type":"${type}","min_base_amount":"0.0050000000000000001"}`;
const BOOKS = `{"code": 200,"order_books":[${row(0, 'perp')},${row(1, 'perp')},${row(2048, 'spot')}]}`;

describe('answers that a poll has fetched', () => {
  let clock: ManualClock;
  let polled: PolledTexts;
  let answers: PolledAnswers;
  const books = (params: Record<string, string> = {}): MirrorAnswer | null =>
    answers.answer('orderBooks', params, null, AGE_MS);

  beforeEach(() => {
    clock = new ManualClock();
    polled = new PolledTexts();
    answers = new PolledAnswers(clock, polled);
  });

  it('are the text of the poll, until it is too old', () => {
    expect(books()).toBeNull();
    polled.markets = { text: BOOKS, receivedMono: clock.monotonic() };
    clock.advance(AGE_MS);
    expect(books()).toEqual({
      status: 200,
      body: BOOKS,
      headers: { 'x-lighter-source': 'rest', 'x-lighter-age-ms': String(AGE_MS) },
    });
    clock.advance(1);
    expect(books()).toBeNull();
  });

  it.each([
    [{ market_id: '255' }, [0, 1, 2048]],
    [{ market_id: '1' }, [1]],
    [{ filter: 'spot' }, [2048]],
    [{ filter: 'perp', market_id: '0' }, [0]],
  ])('hold the rows of the wanted markets, verbatim: %j', (params, ids) => {
    polled.markets = { text: BOOKS, receivedMono: clock.monotonic() };
    const rows = ids.map((id) => row(id, id < 2048 ? 'perp' : 'spot'));
    expect(books(params)?.body).toBe(`{"code": 200,"order_books":[${rows.join(',')}]}`);
  });

  it.each<Record<string, string>>([{ market_id: '7' }, { filter: 'odd' }, { cursor: 'x' }])(
    'leave to the exchange: %j',
    (params) => {
      polled.markets = { text: BOOKS, receivedMono: clock.monotonic() };
      expect(books(params)).toBeNull();
    },
  );

  it('are of the account that is asked for', () => {
    const limits = (account: number): string | undefined =>
      answers.answer('accountLimits', { account_index: String(account) }, account, AGE_MS)?.body;
    polled.limits.set(1, { text: '{"code":200}', receivedMono: clock.monotonic() });
    expect([limits(1), limits(2)]).toEqual(['{"code":200}', undefined]);
    expect(answers.answer('nextNonce', { account_index: '1' }, 1, AGE_MS)).toBeNull();
  });
});
