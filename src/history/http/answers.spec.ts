import type { Page } from '../queries.js';
import type { StoredRow } from '../row.js';
import { columnsOf } from '../tables.js';
import { streamAnswer } from './answers.js';

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
    const stream = (await streamAnswer('trades', format, pages(1_000, asked))).getStream();
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
    const stream = (await streamAnswer('trades', format, failing())).getStream();
    await expect(stream.toArray()).rejects.toThrow('the store is away');
  });
});
