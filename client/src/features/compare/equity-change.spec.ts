import { changesOf } from './equity-change.js';

const times = ['2026-11-01T00:00:00.000Z', '2026-11-02T00:00:00.000Z', '2026-11-03T00:00:00.000Z'];
const [, second, third] = times.map((time) => Date.parse(time));

describe('lines of compared accounts', () => {
  it('follow the order of the chosen accounts, not that of the answer', () => {
    const accounts = [
      { account_index: 7, equity: [null, '100', '110'] },
      { account_index: 9, equity: [null, '200', '100'] },
    ];
    expect(changesOf([9, 8, 7], { times, accounts })).toEqual([
      [
        { time: second, value: 0 },
        { time: third, value: -50 },
      ],
      [],
      [
        { time: second, value: 0 },
        { time: third, value: expect.closeTo(10) as number },
      ],
    ]);
  });

  it('have no points without an equity to begin with', () => {
    const accounts = [{ account_index: 7, equity: ['0', '5', null] }];
    expect(changesOf([7], { times, accounts })).toEqual([[]]);
  });
});
