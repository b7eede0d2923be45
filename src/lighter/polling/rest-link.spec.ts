import { ManualClock } from '../../../test/support/manual-clock.js';
import { Egress } from '../../egress/egress.js';
import { RateBudget } from '../../egress/rate-budget.js';
import { TIER_LIMITS } from '../../egress/tier-limits.js';
import type { LinkState } from 'lighter-broadcaster-protocol/operations';
import { type Moment, RestLink } from './rest-link.js';

const egress = new Egress(
  'direct',
  null,
  new RateBudget(TIER_LIMITS.standard),
  new ManualClock(),
  () => undefined,
);
const START = 1_000_000;
/** The wall clock differs, and its steps must not matter. */
const WALL_LEAD = 5_000_000;
const moment = (): Moment => ({ mono: now, wall: now + WALL_LEAD });
let link: RestLink;
let now: number;

const state = (): LinkState => link.state(moment(), egress, 500);
const fail = (): void => {
  link.asked(moment(), true);
  link.failed(moment(), 'timed out', 0.5);
};

describe('a REST link', () => {
  beforeEach(() => {
    link = new RestLink(7, 'Lighter_1_a', null);
    now = START;
  });

  it('goes from idle to connecting to connected', () => {
    expect(state().state).toBe('idle');
    link.asked(moment(), true);
    expect(state()).toMatchObject({ state: 'connecting', messages: 1, requests_per_minute: 1 });
    expect(link.free(now)).toBe(false);
    link.succeeded(moment(), 'account');
    expect(state()).toMatchObject({
      state: 'connected',
      connected_since: START + WALL_LEAD,
      retry_phase: 1,
      phase_attempts: 0,
    });
    expect(link.free(now)).toBe(true);
  });

  it('shows times of the same age after the wall clock was stepped', () => {
    link.asked(moment(), true);
    link.succeeded(moment(), 'account');
    link.clockStepped(-600_000);
    const at = START + WALL_LEAD - 600_000;
    expect(state()).toMatchObject({ connected_since: at, last_success_at: at, last_failure_at: null });
  });

  it('disconnects after three failures in a row, then retries in phases 0, 1 and 2', () => {
    link.asked(moment(), true);
    link.succeeded(moment(), 'account');
    now += 120_000;
    fail();
    fail();
    expect(state()).toMatchObject({ state: 'connected', consecutive_failures: 2, last_error: 'timed out' });
    const waits: [number, number][] = [];
    for (let i = 0; i < 13; i++) {
      fail();
      const { retry_phase, next_attempt_at } = state();
      const waitMs = next_attempt_at === null ? 0 : next_attempt_at - moment().wall;
      waits.push([retry_phase, waitMs]);
      now += waitMs;
    }
    expect(waits).toEqual([
      ...[0, 375, 750, 1_500, 3_000, 6_000].map((ms) => [0, ms]),
      ...Array.from({ length: 5 }, () => [1, 60_000]),
      [2, 300_000],
      [2, 300_000],
    ]);
    expect(state()).toMatchObject({ connected_since: null, failures: 15 });
    link.asked(moment(), true);
    link.succeeded(moment(), 'account');
    expect(state()).toMatchObject({
      state: 'connected',
      retry_phase: 1,
      phase_attempts: 0,
      last_error: null,
    });
  });

  it('stops waiting when woken or restarted', () => {
    for (let i = 0; i < 10; i++) fail();
    expect(state().state).toBe('waiting');
    expect(link.free(now)).toBe(false);
    link.wake();
    expect(link.free(now)).toBe(true);
    fail();
    expect(state().retry_phase).toBe(1);
    link.restart();
    expect(state()).toMatchObject({
      state: 'connecting',
      consecutive_failures: 0,
      reconnects: 1,
      phase_attempts: 0,
    });
  });

  it('is refused, not down, while the exchange refuses an endpoint', () => {
    link.asked(moment(), false);
    link.refuse(moment(), 'accountActiveOrders', 'refused with code 20013');
    expect(state()).toMatchObject({
      state: 'refused',
      refused_channels: ['accountActiveOrders'],
      consecutive_failures: 0,
    });
    link.asked(moment(), true);
    link.succeeded(moment(), 'account');
    expect(state()).toMatchObject({ state: 'refused', last_error: 'refused with code 20013' });
    link.succeeded(moment(), 'accountActiveOrders');
    expect(state()).toMatchObject({ state: 'connected', refused_channels: [], last_error: null });
  });

  it('shows the expected interval until one is measured', () => {
    expect(state().poll_interval_effective).toBe(0.5);
    link.asked(moment(), true);
    now += 2_500;
    link.asked(moment(), false);
    link.asked(moment(), true);
    expect(state().poll_interval_effective).toBe(2.5);
  });

  it('ignores aborted requests and spent budgets', () => {
    link.asked(moment(), true);
    link.dropped();
    link.asked(moment(), true);
    link.notServed(moment(), 'too many requests');
    expect(state()).toMatchObject({ failures: 1, consecutive_failures: 0, messages: 2, state: 'connecting' });
    expect(link.free(now)).toBe(true);
  });
});
