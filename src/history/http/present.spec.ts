import { csvLine } from './present.js';

describe('a CSV line', () => {
  it.each(['=1+1', '+1', '-1+cmd', '-5', '@SUM(A1)', '\t=1', '\r=1'])(
    'disarms %j in a text column',
    (text) => {
      expect(csvLine('trades', { tx_hash: text }).replaceAll('"', '')).toBe(`'${text}\r\n`);
    },
  );

  it('leaves numbers, times and booleans as they are', () => {
    const shown = { realized_pnl: '-0.0005', timestamp: '2026-11-01T00:00:00.000Z', block_height: -1 };
    expect(csvLine('trades', shown)).toBe('-0.0005,2026-11-01T00:00:00.000Z,-1\r\n');
    expect(csvLine('orders', { reduce_only: true, price: '-1' })).toBe('true,-1\r\n');
  });

  it('quotes JSON, and leaves null empty', () => {
    expect(csvLine('trades', { raw_data: { a: 1 }, fee: null })).toBe('"{""a"":1}",\r\n');
  });
});
