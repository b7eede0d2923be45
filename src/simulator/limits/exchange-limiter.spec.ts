import { ManualClock } from '../../../test/support/manual-clock.js';
import { limitsFor, type Limits } from './limits.js';
import { ExchangeLimiter } from './exchange-limiter.js';

function limiter(limits: Partial<Limits> | 'off'): { clock: ManualClock; rate: ExchangeLimiter } {
  const clock = new ManualClock();
  return { clock, rate: new ExchangeLimiter(clock, limitsFor(limits)) };
}

const admitted = (count: number, ask: () => boolean): number =>
  Array.from({ length: count }, ask).filter(Boolean).length;

describe('RateLimiter', () => {
  it('admits 60 requests per standard IP in any minute', () => {
    const { clock, rate } = limiter({});
    expect(admitted(40, () => rate.admitRequest('account', 'a', undefined))).toBe(40);
    clock.advance(30_000);
    expect(admitted(40, () => rate.admitRequest('account', 'a', undefined))).toBe(20);
    clock.advance(29_999);
    expect(rate.admitRequest('account', 'a', undefined)).toBe(false);
    clock.advance(1);
    expect(admitted(60, () => rate.admitRequest('account', 'a', undefined))).toBe(40);
  });

  it('counts an L1 address across IPs', () => {
    const { rate } = limiter({});
    expect(admitted(50, () => rate.admitRequest('account', 'a', '0x1'))).toBe(50);
    expect(admitted(50, () => rate.admitRequest('account', 'b', '0x1'))).toBe(10);
    expect(rate.admitRequest('account', 'b', '0x2')).toBe(true);
  });

  it('weighs requests: 40 trade pages a minute, 400 for a builder', () => {
    for (const tier of ['standard', 'premium', 'plus'] as const) {
      const { rate } = limiter({ tier });
      expect(admitted(60, () => rate.admitRequest('trades', 'a', undefined))).toBe(40);
    }
    const builder = limiter({ tier: 'builder' }).rate;
    expect(admitted(500, () => builder.admitRequest('trades', 'a', undefined))).toBe(400);
    const { rate } = limiter({ tier: 'premium' });
    expect(admitted(100, () => rate.admitRequest('account', 'a', undefined))).toBe(80);
  });

  it('counts messages and new connections per IP', () => {
    const { clock, rate } = limiter({ newConnectionsPerMinute: 3 });
    expect(admitted(201, () => rate.admitMessage('a'))).toBe(200);
    expect(rate.admitMessage('b')).toBe(true);
    expect(admitted(5, () => rate.admitConnection('a'))).toBe(3);
    clock.advance(60_000);
    expect(rate.admitMessage('a') && rate.admitConnection('a')).toBe(true);
  });

  it('admits everything when off', () => {
    const { rate } = limiter('off');
    expect(admitted(5000, () => rate.admitRequest('trades', 'a', '0x1') && rate.admitMessage('a'))).toBe(
      5000,
    );
  });
});
