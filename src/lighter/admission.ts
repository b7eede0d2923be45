import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import type { Egress } from '../egress/egress.js';
import { EgressRegistry } from '../egress/egress.registry.js';
import type { RateBudget, Use } from '../egress/rate-budget.js';
import { weightOf } from '../egress/tier-limits.js';
import { ExchangeError } from './exchange-error.js';

/** Permission to send one request through this egress. Call `settle` when its response arrived or never will. */
export interface Admitted {
  egress: Egress;
  /** Aborted by a pause; the sender may abort it too. */
  abort: AbortController;
  settle: () => void;
}

/** Retry interval while the budget depends on pending responses. */
const LOOK_AGAIN_MS = 250;

/** Admits requests to the exchange while not paused, within the budgets of egress and L1 address. */
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

  /** Aborts pending requests and holds back new ones. */
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

  /** Milliseconds until such a request may be sent. */
  wait(accountIndex: number, endpoint: string, use: Use): number {
    return this.waitAt(this.egresses.of(accountIndex), accountIndex, endpoint, use);
  }

  /**
   * Reserves budget immediately if available, otherwise waits. Polls are admitted synchronously; requests from the reserve
   * are persisted before they are sent, so that gaps can be recovered right after a crash. @throws the reason of `signal`.
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
        for (const lease of leases) lease.settle(this.clock.monotonic());
      },
    };
  }

  private waitAt(egress: Egress, accountIndex: number, endpoint: string, use: Use): number {
    const [now, weight] = [this.clock.monotonic(), weightOf(endpoint)];
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
