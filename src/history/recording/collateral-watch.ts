import type { Decimal, Millis } from 'lighter-broadcaster-protocol/account';
import { absolute, compareDecimals, difference, sum } from 'lighter-broadcaster-protocol/decimal';

/** Collateral of an account at one moment. */
export interface CollateralSample {
  collateral: Decimal;
  at: Millis;
  /** Changes whenever the exchange confirms all funding payments. */
  fundingStamp: Millis | null;
}

/** A step of collateral that nothing explains. */
export interface CollateralStep {
  amount: Decimal;
  /** First sample that showed it. */
  at: Millis;
}

/** Rounding of single trades, and more than it is no deposit. */
const TOLERANCE: Decimal = '0.5';
/** Samples in a row before a new level counts: fills and collateral arrive in different frames. */
const STEADY_SAMPLES = 4;

interface Level {
  unexplained: Decimal;
  at: Millis;
  samples: number;
  fundingStamp: Millis | null;
}

/**
 * Finds deposits and withdrawals of one account: collateral less everything that trades, fees and funding did to it stays level,
 * and a new level that lasts, also past the next reading of funding, is a cash flow. Rounding moves the level slowly.
 */
export class CollateralWatch {
  private explained: Decimal = '0';
  /** Of what happened earlier nothing is counted. */
  private since: Millis | null = null;
  private level: Decimal | null = null;
  private candidate: Level | null = null;

  /** Starts over: what happened meanwhile is not known in full. */
  restart(): void {
    this.explained = '0';
    this.since = this.level = this.candidate = null;
  }

  /** A trade or payment changed the collateral by `amount`. */
  explain(amount: Decimal, at: Millis): void {
    if (this.since !== null && at >= this.since) this.explained = sum([this.explained, amount]);
  }

  /** To be called regularly while the figures of the account are complete and fresh. */
  sample({ collateral, at, fundingStamp }: CollateralSample): CollateralStep | null {
    this.since ??= at;
    const unexplained = difference(collateral, this.explained);
    if (this.level !== null && isNear(unexplained, this.level)) {
      this.level = unexplained;
      this.candidate = null;
      return null;
    }
    if (!this.candidate || !isNear(unexplained, this.candidate.unexplained))
      this.candidate = { unexplained, at, samples: 0, fundingStamp: null };
    const { candidate } = this;
    candidate.samples += 1;
    if (candidate.samples === STEADY_SAMPLES) candidate.fundingStamp = fundingStamp;
    if (candidate.samples < STEADY_SAMPLES) return null;
    if (this.level === null) return this.settle(unexplained, null);
    if (candidate.samples === STEADY_SAMPLES || candidate.fundingStamp === fundingStamp) return null;
    return this.settle(unexplained, { amount: difference(unexplained, this.level), at: candidate.at });
  }

  private settle(level: Decimal, step: CollateralStep | null): CollateralStep | null {
    this.level = level;
    this.candidate = null;
    return step;
  }
}

function isNear(a: Decimal, b: Decimal): boolean {
  return compareDecimals(absolute(difference(a, b)), TOLERANCE) < 0;
}
