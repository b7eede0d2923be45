import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import type { Egress } from '../egress/egress.js';
import { EgressRegistry } from '../egress/egress.registry.js';
import type { RateBudget, Use } from '../egress/rate-budget.js';
import { weightOf } from '../egress/tier-limits.js';
import { ExchangeError } from './exchange-error.js';

/** The right to send one request through this egress. `settle` when the answer came, or never will. */
export interface Admitted {
  egress: Egress;
  /** Aborted by a pause; whoever sends may abort it too. */
  abort: AbortController;
  settle: () => void;
}

/** While the budget depends on answers that are on their way. */
const LOOK_AGAIN_MS = 250;

/** The door to the exchange: open while not paused, and as wide as the budgets of egress and L1 address allow. */
@Injectable()
export class Admission {
  private isPaused = false;
  private readonly onWay = new Set<AbortController>();
  private opened = Promise.withResolvers<void>();

  constructor(
    private readonly clock: Clock,
    private readonly egresses: EgressRegistry,
  ) {
    this.opened.resolve();
  }

  /** What is on its way is given up. */
  pause(): void {
    if (this.isPaused) return;
    this.isPaused = true;
    this.opened = Promise.withResolvers<void>();
    for (const abort of this.onWay) abort.abort(new ExchangeError('paused', 'paused'));
  }

  resume(): void {
    this.isPaused = false;
    this.opened.resolve();
  }

  /** Milliseconds until such a request may go out. */
  wait(accountIndex: number, endpoint: string, use: Use): number {
    return this.waitAt(this.egresses.of(accountIndex), accountIndex, endpoint, use);
  }

  /**
   * Spends at once when it may; else waits. A poll is let in without a turn of the loop; what the reserve spends is on the
   * disk before it goes out, so that after a crash the gaps are recovered at once. @throws the reason of `signal`.
   */
  async admit(accountIndex: number, endpoint: string, use: Use, signal?: AbortSignal): Promise<Admitted> {
    for (;;) {
      signal?.throwIfAborted();
      const egress = this.egresses.of(accountIndex);
      const wait = this.waitAt(egress, accountIndex, endpoint, use);
      if (wait === 0 && !this.isPaused) {
        const admitted = this.spend(egress, accountIndex, endpoint, use);
        if (use === 'reserve') await this.egresses.save();
        return admitted;
      }
      if (this.isPaused) await orAborted(this.opened.promise, signal);
      else await this.clock.sleep(Math.min(wait, LOOK_AGAIN_MS), signal);
    }
  }

  private spend(egress: Egress, accountIndex: number, endpoint: string, use: Use): Admitted {
    const weight = weightOf(endpoint);
    const leases = this.budgetsOf(egress, accountIndex).map((budget) => budget.spend(use, weight));
    const abort = new AbortController();
    this.onWay.add(abort);
    return {
      egress,
      abort,
      settle: () => {
        this.onWay.delete(abort);
        for (const lease of leases) lease.settle(this.clock.wallNow());
      },
    };
  }

  private waitAt(egress: Egress, accountIndex: number, endpoint: string, use: Use): number {
    const [now, weight] = [this.clock.wallNow(), weightOf(endpoint)];
    return Math.max(...this.budgetsOf(egress, accountIndex).map((budget) => budget.wait(use, weight, now)));
  }

  private budgetsOf(egress: Egress, accountIndex: number): [RateBudget, RateBudget] {
    return [egress.budget, this.egresses.budgets.ofAccount(accountIndex)];
  }
}

function orAborted(waiting: Promise<void>, signal?: AbortSignal): Promise<void> {
  if (!signal) return waiting;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    void waiting.then(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
  });
}
