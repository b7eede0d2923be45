import type { Egress } from './egress.js';
import type { EgressTransport } from './transport-monitor.js';

/** The egresses of one account in order of preference; picks the one to use now. */
export class ProxyFailover {
  constructor(readonly egresses: readonly [Egress, ...Egress[]]) {}

  /**
   * The first egress that works for this transport, or whose rest is over and which this account may probe; while all
   * of them rest, the one whose rest ends first.
   * @param now `Clock.monotonic()`
   */
  current(transport: EgressTransport, now: number): Egress {
    const usable = this.egresses.find((egress) => egress.health[transport].admits(this, now));
    return usable ?? this.egresses.reduce((best, egress) => (rest(egress) < rest(best) ? egress : best));

    function rest(egress: Egress): number {
      return egress.health[transport].restsUntil;
    }
  }

  /** Lifts every block and rest: an operator asks to try again now. */
  lift(): void {
    for (const egress of this.egresses) egress.lift();
  }
}
