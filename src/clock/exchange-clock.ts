import { Injectable } from '@nestjs/common';
import { Clock } from './clock.js';

/** Stamps vary by the network's delay, and a `Date` header drops the fraction of its second. */
const TOLERANCE_MS = 2_000;
/** A clock that differs is believed after so many stamps in agreement, over so long. */
const AGREEING_STAMPS = 3;
const AGREEING_MS = 10_000;

interface Candidate {
  offset: number;
  since: number;
  stamps: number;
}

/**
 * The exchange's clock: its last stamp plus the monotonic time since. For token deadlines, `Retry-After` dates and all
 * else that the exchange compares with its own time, independent of the clock of this machine.
 */
@Injectable()
export class ExchangeClock {
  /** Exchange time less monotonic time. */
  private offset: number | null = null;
  private candidate: Candidate | null = null;

  constructor(private readonly clock: Clock) {}

  /**
   * Takes a stamp of the exchange.
   * @param exchangeMs epoch milliseconds, from a `Date` header or a frame
   * @param receivedMono `Clock.monotonic()` when it came in
   */
  note(exchangeMs: number, receivedMono: number): void {
    const offset = exchangeMs - receivedMono;
    if (this.offset === null || Math.abs(offset - this.offset) <= TOLERANCE_MS) {
      // A late stamp shows less than the true time, so the highest one is the best.
      this.offset = Math.max(this.offset ?? -Infinity, offset);
      this.candidate = null;
      return;
    }
    this.weigh(offset, receivedMono);
  }

  /** Epoch milliseconds by the exchange's clock; `null` before its first stamp. */
  now(): number | null {
    return this.offset === null ? null : Math.round(this.offset + this.clock.monotonic());
  }

  /** One delayed or absurd stamp must not move the clock; a lasting difference must. */
  private weigh(offset: number, at: number): void {
    const { candidate } = this;
    if (!candidate || Math.abs(offset - candidate.offset) > TOLERANCE_MS) {
      this.candidate = { offset, since: at, stamps: 1 };
      return;
    }
    candidate.stamps += 1;
    candidate.offset = Math.max(candidate.offset, offset);
    if (candidate.stamps < AGREEING_STAMPS || at - candidate.since < AGREEING_MS) return;
    this.offset = candidate.offset;
    this.candidate = null;
  }
}
