import { account, trade } from '../../../test/support/history-rows.js';
import { NoteBook } from './alert-memory.js';
import { DayPnl } from './day-pnl.js';

const HOUR = 3_600_000;
const BERLIN = 'Europe/Berlin';
/** Midnight in Berlin on the day when the clocks are set back, and when they are set forward. */
const LONG_DAY = Date.parse('2026-10-25T00:00:00+02:00');
const SHORT_DAY = Date.parse('2026-03-29T00:00:00+01:00');
/** Its trades go back further than any day here. */
const STATE = account({ trades: [trade({ timestamp: 0 })] });

const pnlIn = (zone: string, saved: Record<string, string> = {}): DayPnl =>
  new DayPnl(saved, new NoteBook(), { since: () => 0 }, zone);

describe('PnL of the day', () => {
  it.each([
    ['25', LONG_DAY, 25],
    ['23', SHORT_DAY, 23],
  ])('adds up a day of %s hours of its zone', (_, midnight, hours) => {
    const pnl = pnlIn(BERLIN);
    pnl.add(STATE.account_index, '1', midnight);
    const last = midnight + hours * HOUR - 1;
    pnl.add(STATE.account_index, '2', last);
    expect(pnl.of(STATE, last)).toBe('3');
    expect(pnl.of(STATE, last + 1)).toBe('0');
  });

  it('is unknown after another zone was set, until no day of it reaches into today', () => {
    const noon = LONG_DAY + 12 * HOUR;
    const saved = { [`pnl/${STATE.account_index}`]: `${Date.parse('2026-10-25T00:00:00Z')} -50` };
    const pnl = pnlIn(BERLIN, saved);
    pnl.add(STATE.account_index, '-7', noon);
    expect(pnl.of(STATE, noon)).toBeNull();
    const nextDay = noon + 48 * HOUR;
    pnl.add(STATE.account_index, '-7', nextDay);
    expect(pnl.of(STATE, nextDay)).toBe('-7');
    expect(pnlIn('UTC', saved).of(STATE, noon)).toBe('-50');
  });
});
