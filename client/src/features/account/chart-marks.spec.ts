import { markersOf, pastMarks, spansOf } from './chart-marks.js';

const at = (minute: number): string => new Date(minute * 60_000).toISOString();

describe('chart marks of an account', () => {
  const asked: string[] = [];
  const answers = (trades: object[], gaps: object[], next_cursor: string | null): void => {
    asked.length = 0;
    globalThis.fetch = ((path: string) => {
      asked.push(path);
      return Promise.resolve(Response.json({ trades, gaps, next_cursor }));
    }) as never;
  };

  it('come from the history: trades by side, gaps by completeness', async () => {
    const open = { opened_at: at(5), closed_at: null, complete: null };
    const lossy = { opened_at: at(3), closed_at: at(4), complete: false };
    const whole = { opened_at: at(1), closed_at: at(2), complete: true };
    answers(
      [
        { trade_id: '2', timestamp: at(9), side: 'sell', size: '0.5', price: '31.0', market: 'SOL' },
        { trade_id: '1', timestamp: at(8), side: 'buy', size: '1.5', price: '30.0', market: 'SOL' },
      ],
      [open, lossy, whole],
      null,
    );
    const marks = await pastMarks(7, 60_000, 600_000);
    expect(markersOf(marks)).toEqual([
      { time: 540_000, kind: 'sell', note: { id: '2', text: 'sold 0.5 SOL at 31.0' } },
      { time: 480_000, kind: 'buy', note: { id: '1', text: 'bought 1.5 SOL at 30.0' } },
      { time: 60_000, kind: 'gap' },
    ]);
    expect(spansOf(marks)).toEqual([
      { from: 300_000, to: null },
      { from: 180_000, to: 240_000 },
    ]);
    expect(marks).toMatchObject({ at: 600_000, cut: false });
    expect(asked.map((path) => path.split('?')[0])).toEqual(['/api/history/trades/7', '/api/history/gaps/7']);
    expect(asked.every((path) => path.includes('from=60000&limit=1000'))).toBe(true);
  });

  it('report when trades exceed the mark limit', async () => {
    answers([], [], 'more');
    expect((await pastMarks(7, 0, 1)).cut).toBe(true);
  });
});
