import { ManualClock } from '../../test/support/manual-clock.js';
import { ExchangeClock } from './exchange-clock.js';

const NOON = Date.parse('2026-11-01T12:00:00Z');

function setUp() {
  const clock = new ManualClock();
  return { clock, exchange: new ExchangeClock(clock) };
}

describe('the clock of the exchange', () => {
  it('is unknown before the first stamp, then runs on by monotonic time', () => {
    const { clock, exchange } = setUp();
    expect(exchange.now()).toBeNull();
    exchange.note(NOON, clock.monotonic());
    clock.advance(1_500);
    clock.step(-86_400_000);
    expect(exchange.now()).toBe(NOON + 1_500);
  });

  it('does not go back for a stamp that was on its way for long', () => {
    const { clock, exchange } = setUp();
    exchange.note(NOON, clock.monotonic());
    exchange.note(NOON - 900, clock.monotonic());
    expect(exchange.now()).toBe(NOON);
    exchange.note(NOON + 400, clock.monotonic());
    expect(exchange.now()).toBe(NOON + 400);
  });

  it('ignores single absurd stamps, and late ones of a stalled connection', () => {
    const { clock, exchange } = setUp();
    exchange.note(NOON, clock.monotonic());
    exchange.note(NOON + 86_400_000, clock.monotonic());
    for (let late = 0; late < 20; late++) exchange.note(NOON - 9_000, clock.monotonic());
    expect(exchange.now()).toBe(NOON);
  });

  it('follows a difference that lasts', () => {
    const { clock, exchange } = setUp();
    exchange.note(NOON, clock.monotonic());
    for (let stamp = 0; stamp < 3; stamp++) {
      expect(exchange.now()).toBe(NOON + stamp * 5_000);
      exchange.note(NOON + 60_000 + stamp * 5_000, clock.monotonic());
      if (stamp < 2) clock.advance(5_000);
    }
    expect(exchange.now()).toBe(NOON + 70_000);
  });
});
