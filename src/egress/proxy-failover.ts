import type { Egress } from './egress.js';

/** The ways out of one account, in the order they are to be tried. */
export class ProxyFailover {
  constructor(readonly egresses: readonly [Egress, ...Egress[]]) {}

  /** The first that is healthy, or failed and has rested; while all of them rest, the one that has rested longest. */
  current(now: number): Egress {
    const usable = this.egresses.find((egress) => egress.restsUntil <= now);
    return (
      usable ?? this.egresses.reduce((best, egress) => (egress.restsUntil < best.restsUntil ? egress : best))
    );
  }
}
