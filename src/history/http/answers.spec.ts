import type { Page } from '../queries.js';
import type { StoredRow } from '../row.js';
import { columnsOf } from '../tables.js';
import { fileNameOf, streamAnswer } from './answers.js';

const ROW_BYTES = 2_000;
const ROWS_A_PAGE = 100;

/** Far more than a socket takes at once. */
async function* pages(count: number, asked: { pages: number }): AsyncGenerator<Page> {
  const empty = Object.fromEntries(columnsOf('trades').map(([name]) => [name, null]));
  const row = { ...empty, id: '1', tx_hash: 'f'.repeat(ROW_BYTES) } as unknown as StoredRow;
  while (asked.pages < count) {
    asked.pages += 1;
    yield { rows: Array.from({ length: ROWS_A_PAGE }, () => row), next: null };
  }
}

describe.each(['csv', 'ndjson'] as const)('history streamed as %s', (format) => {
  it('reads the next page only after the previous one was consumed', async () => {
    const asked = { pages: 0 };
    const stream = (await streamAnswer('trades', format, 'trades', pages(1_000, asked))).getStream();
    const chunks = stream[Symbol.asyncIterator]();
    for (let taken = 1; taken <= 10; taken++) {
      await chunks.next();
      expect(asked.pages).toBeLessThanOrEqual(taken + 2);
    }
    await chunks.return?.();
    expect(asked.pages).toBeLessThan(15);
  });

  it('aborts the stream when a page cannot be read', async () => {
    async function* failing(): AsyncGenerator<Page> {
      yield* pages(1, { pages: 0 });
      throw new Error('the store is away');
    }
    const stream = (await streamAnswer('trades', format, 'trades', failing())).getStream();
    await expect(stream.toArray()).rejects.toThrow('the store is away');
  });
});

it('a file of history is named by what it holds, of whom, and from when to when', () => {
  expect(fileNameOf('trades', null, {})).toBe('trades_all-accounts_beginning_to_now_UTC');
  const span = { from: Date.parse('2026-11-01T00:00:00Z'), to: Date.parse('2026-11-02T22:30:00Z') };
  expect(fileNameOf('cash_flows', 7, span)).toBe('cash_flows_7_2026-11-01_to_2026-11-02T2230Z_UTC');
});
