import type { ResyncDemand } from '../../state/demand.js';
import type { ChannelSpec } from '../session/channels.js';

const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 5 * 60_000;
/** A proof is due within a planned interval of orders, which may be shorter than the first pause. */
const PROOF_PAUSE_MS = 10_000;

/**
 * Limits how often one channel is left and subscribed again (pure): once in 30 s, doubling while the doubt remains.
 * Each snapshot ends a silence, so that pause does not grow.
 */
export class ResyncLimiter {
  private readonly last = new Map<ChannelSpec, { at: number; pauseMs: number }>();

  /** Whether it may be resynced now, which then counts. @param now `Clock.monotonic()` */
  admits(spec: ChannelSpec, cause: ResyncDemand['cause'], now: number): boolean {
    const last = this.last.get(spec);
    const isProof = cause === 'proof';
    if (last && now - last.at < (isProof ? PROOF_PAUSE_MS : last.pauseMs)) return false;
    const isRepeated =
      last !== undefined &&
      cause !== 'silence' &&
      !isProof &&
      now - last.at < 2 * last.pauseMs + FIRST_PAUSE_MS;
    const pauseMs = isRepeated ? Math.min(2 * last.pauseMs, LONGEST_PAUSE_MS) : FIRST_PAUSE_MS;
    this.last.set(spec, { at: now, pauseMs });
    return true;
  }
}
