import { Injectable } from '@nestjs/common';
import { Clock } from '../../clock/clock.js';
import { EgressRegistry } from '../../egress/egress.registry.js';
import type { RateBudget } from '../../egress/rate-budget.js';
import { weightOf } from '../../egress/tier-limits.js';

/** Lateness for which pacing compensates: one tick of the poller and a busy moment of the process. */
const SLACK_MS = 100;

/** Spaces polls evenly, on the egress and on the L1 address of their account. */
@Injectable()
export class PollPacer {
  constructor(
    private readonly clock: Clock,
    private readonly egresses: EgressRegistry,
  ) {}

  /** Milliseconds until the next poll of the account may be sent. */
  wait(accountIndex: number): number {
    const now = this.clock.monotonic();
    return Math.max(0, ...this.budgetsOf(accountIndex).map(({ nextPollAt }) => nextPollAt - now));
  }

  /** A poll of this endpoint is sent now. */
  take(accountIndex: number, endpoint: string): void {
    const now = this.clock.monotonic();
    for (const budget of this.budgetsOf(accountIndex)) budget.pace(now, weightOf(endpoint), SLACK_MS);
  }

  /**
   * Waits for the next turn and takes it: further pages of a poll are spaced like polls. @throws the reason of `signal`
   */
  async turn(accountIndex: number, endpoint: string, signal?: AbortSignal): Promise<void> {
    for (let ms = this.wait(accountIndex); ms > 0; ms = this.wait(accountIndex)) {
      await this.clock.sleep(ms, signal);
      signal?.throwIfAborted();
    }
    this.take(accountIndex, endpoint);
  }

  private budgetsOf(accountIndex: number): RateBudget[] {
    return [this.egresses.of(accountIndex).budget, this.egresses.budgets.ofAccount(accountIndex)];
  }
}
