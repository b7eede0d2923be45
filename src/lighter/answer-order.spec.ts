import { AnswerOrder } from './answer-order.js';

const NOW = 10_000_000;

describe('the order of answers', () => {
  it('drops an answer that is older than another one about the account', () => {
    const order = new AnswerOrder();
    expect(order.judge(1, 5_000, NOW)).toBe('accept');
    expect(order.judge(1, 4_999, NOW)).toBe('drop');
    expect(order.judge(2, 4_999, NOW)).toBe('accept');
    expect(order.judge(1, 5_000, NOW)).toBe('accept');
    expect(order.judge(1, 5_001, NOW)).toBe('accept');
  });

  it('never believes a copy that lags while another one answers in between', () => {
    const order = new AnswerOrder();
    for (let at = 1_000; at < 20_000; at += 1_000) {
      expect(order.judge(1, at + 6_000, NOW)).toBe('accept');
      expect(order.judge(1, at, NOW)).toBe('drop');
      expect(order.judge(1, at + 500, NOW)).toBe('drop');
    }
  });

  it('believes the third older answer in a row, and starts over from there', () => {
    const order = new AnswerOrder();
    order.judge(1, 5_000, NOW);
    expect([10, 20, 15, 14].map((stamp) => order.judge(1, stamp, NOW))).toEqual([
      'drop',
      'drop',
      'behind',
      'drop',
    ]);
    expect(order.judge(1, 16, NOW)).toBe('accept');
  });

  it('accepts a stamp far in the future, but orders nothing by it', () => {
    const order = new AnswerOrder();
    expect(order.judge(1, 5_000, NOW)).toBe('accept');
    expect(order.judge(1, NOW + 60_001, NOW)).toBe('ahead');
    expect(order.judge(1, 5_001, NOW)).toBe('accept');
    expect(order.judge(1, NOW + 60_001, null)).toBe('accept');
  });

  it('accepts answers without a stamp', () => {
    const order = new AnswerOrder();
    order.judge(1, 5_000, NOW);
    expect(order.judge(1, null, NOW)).toBe('accept');
  });
});
