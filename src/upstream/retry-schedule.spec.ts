import fc from 'fast-check';
import { NEVER_TRIED, nextAttempt, type RetryState, succeeded } from './retry-schedule.js';

const T0 = 1_000_000;

function failTimes(count: number, from: RetryState = NEVER_TRIED, random = 0.5) {
  const steps: { phase: number; attempts: number; delayMs: number }[] = [];
  let state = from;
  for (let i = 0; i < count; i++) {
    const next = nextAttempt(state, T0, random);
    state = next.state;
    steps.push({ phase: state.phase, attempts: state.attempts, delayMs: next.delayMs });
  }
  return { state, steps };
}

describe('retry schedule', () => {
  it('tries at once, quickly, five times every minute, then every five minutes', () => {
    const { steps } = failTimes(14, NEVER_TRIED, 0.999999);
    expect(steps.map(({ phase }) => phase)).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2]);
    expect(steps.map(({ attempts }) => attempts)).toEqual([1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 1, 2, 3]);
    const rounded = steps.map(({ delayMs }) => Math.round(delayMs));
    expect(rounded).toEqual([
      0, 500, 1000, 2000, 4000, 8000, 60_000, 60_000, 60_000, 60_000, 60_000, 300_000, 300_000, 300_000,
    ]);
  });

  it('randomizes half of each quick delay', () => {
    expect(failTimes(3, NEVER_TRIED, 0).steps.map(({ delayMs }) => delayMs)).toEqual([0, 250, 500]);
  });

  it('shows phase 1 with no attempts after success', () => {
    expect(succeeded(failTimes(9).state, T0)).toMatchObject({ phase: 1, attempts: 0, upSince: T0 });
  });

  it('refills the quick attempts only after a minute up', () => {
    const up = succeeded(failTimes(6).state, T0);
    expect(nextAttempt(up, T0 + 59_999, 0)).toMatchObject({
      delayMs: 60_000,
      state: { phase: 1, attempts: 1 },
    });
    expect(nextAttempt(up, T0 + 60_000, 0)).toMatchObject({ delayMs: 0, state: { phase: 0, attempts: 1 } });
  });

  it('keeps the start of the uptime while successes continue', () => {
    const up = succeeded(succeeded(NEVER_TRIED, T0), T0 + 70_000);
    expect(up.upSince).toBe(T0);
  });

  it('never makes more than six attempts in any minute, however the link flaps', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 120_000 }), { minLength: 1, maxLength: 60 }), (upTimes) => {
        let state: RetryState = NEVER_TRIED;
        let now = T0;
        const attempts: number[] = [];
        for (const upMs of upTimes) {
          const next = nextAttempt(state, now, 0);
          now += next.delayMs;
          attempts.push(now);
          state = upMs % 2 === 0 ? succeeded(next.state, now) : next.state;
          now += upMs % 2 === 0 ? upMs : 0;
        }
        for (const at of attempts)
          expect(attempts.filter((other) => other >= at && other < at + 60_000).length).toBeLessThanOrEqual(
            7,
          );
      }),
    );
  });
});
