/**
 * Schedules the retries of a failed link (pure). Phase 0: at once, then five quick attempts; phase 1: every 60 s, five
 * times; phase 2: every 300 s without limit. Success shows as phase 1 with 0 attempts, as in the original; the quick
 * attempts return only after the link was up for a minute, so that flapping cannot become a storm.
 */
export interface RetryState {
  readonly phase: 0 | 1 | 2;
  /** Attempts made or scheduled in this phase. */
  readonly attempts: number;
  /** Quick attempts spent since the link was last up for `REFILL_AFTER_MS`. */
  readonly quickSpent: number;
  /** When the link came up (`Clock.monotonic()`), `null` while it is down. */
  readonly upSince: number | null;
}

export const QUICK_DELAYS_MS = [0, 500, 1000, 2000, 4000, 8000] as const;
export const PHASE_1_DELAY_MS = 60_000;
export const PHASE_1_ATTEMPTS = 5;
export const PHASE_2_DELAY_MS = 300_000;
export const REFILL_AFTER_MS = 60_000;

/** A link that was never tried: its first attempt is the immediate one of phase 0. */
export const NEVER_TRIED: RetryState = { phase: 1, attempts: 0, quickSpent: 0, upSince: null };

/** The link works. */
export function succeeded(state: RetryState, now: number): RetryState {
  return { ...state, phase: 1, attempts: 0, upSince: state.upSince ?? now };
}

/**
 * The link failed, was lost, or was never tried: when to try next.
 * @param random in [0, 1): it decides half of each quick delay, so that many links do not return in step.
 */
export function nextAttempt(
  state: RetryState,
  now: number,
  random: number,
): { state: RetryState; delayMs: number } {
  const wasUpLong = state.upSince !== null && now - state.upSince >= REFILL_AFTER_MS;
  const quickSpent = wasUpLong ? 0 : state.quickSpent;
  const quick = quickAllowed(state, quickSpent) ? QUICK_DELAYS_MS[quickSpent] : undefined;
  if (quick !== undefined) {
    const attempts = state.phase === 0 ? state.attempts + 1 : 1;
    return {
      state: { phase: 0, attempts, quickSpent: quickSpent + 1, upSince: null },
      delayMs: quick / 2 + (quick / 2) * random,
    };
  }
  if (state.phase !== 2 && !(state.phase === 1 && state.attempts >= PHASE_1_ATTEMPTS)) {
    const attempts = state.phase === 1 ? state.attempts + 1 : 1;
    return { state: { phase: 1, attempts, quickSpent, upSince: null }, delayMs: PHASE_1_DELAY_MS };
  }
  const attempts = state.phase === 2 ? state.attempts + 1 : 1;
  return { state: { phase: 2, attempts, quickSpent, upSince: null }, delayMs: PHASE_2_DELAY_MS };
}

/**
 * In phases 1 and 2 no attempt is quick; a link that was up starts from phase 0 again if it has quick attempts left.
 */
function quickAllowed(state: RetryState, quickSpent: number): boolean {
  const waitsSlowly = state.upSince === null && state.phase !== 0 && state.attempts > 0;
  return !waitsSlowly && quickSpent < QUICK_DELAYS_MS.length;
}
