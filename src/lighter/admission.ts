import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import type { Egress } from '../egress/egress.js';
import { EgressRegistry } from '../egress/egress.registry.js';
import type { RateBudget, Use } from '../egress/rate-budget.js';
import { SpendWindow } from '../egress/spend-window.js';
import { RESERVE, WINDOW_MS, weightOf } from '../egress/tier-limits.js';
import { ExchangeError } from './exchange-error.js';

/** Permission to send one request through this egress. Call `settle` when its response arrived or never will. */
export interface Admitted {
  egress: Egress;
  /** Aborted by a pause; the sender may abort it too. */
  abort: AbortController;
  settle: () => void;
}

/** What the reserve is spent on, in the order in which waiting requests are served. */
export const RESERVE_PURPOSES = ['gap', 'second-answer', 'settle', 'ended-orders', 'audit'] as const;
export type ReservePurpose = (typeof RESERVE_PURPOSES)[number];

/** The properties of a request that admission depends on. */
export interface Applicant {
  accountIndex: number;
  endpoint: string;
  use: Use;
  /** For a request from the reserve; `gap` when omitted. */
  purpose?: ReservePurpose;
}

/** Part of the reserve that audits may use: they must not delay trades known to be missing. */
const AUDIT_SHARE = 0.25;

/** Retry interval while free budget depends on pending responses. */
const LOOK_AGAIN_MS = 250;

/** Admits requests to the exchange while not paused, within the budgets of egress and L1 address. */
@Injectable()
export class Admission {
  private isPaused = false;
  private readonly onWay = new Set<AbortController>();
  private opened = Promise.withResolvers<void>();
  /** Requests that wait for the reserve. */
  private readonly waiting = new Set<Applicant>();
  private readonly audits = new WeakMap<Egress, SpendWindow>();

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

  /** Number of requests that wait for their response. */
  get inFlight(): number {
    return this.onWay.size;
  }

  /** Milliseconds until such a request may be sent. */
  wait(accountIndex: number, endpoint: string, use: Use): number {
    return this.waitAt(this.egresses.of(accountIndex), accountIndex, endpoint, use);
  }

  /**
   * Reserves budget immediately if available, otherwise waits. Polls are admitted synchronously; requests from the reserve
   * are persisted before they are sent, so that gaps can be recovered right after a crash, and are served by purpose.
   * @throws the reason of `signal`.
   */
  async admit(applicant: Applicant, signal?: AbortSignal): Promise<Admitted> {
    const { accountIndex, endpoint, use } = applicant;
    if (use === 'reserve') this.waiting.add(applicant);
    try {
      for (;;) {
        signal?.throwIfAborted();
        const egress = this.egresses.of(accountIndex);
        const wait = this.waitAt(egress, accountIndex, endpoint, use);
        const isFree = wait === 0 && (use === 'poll' || this.isTurnOf(applicant, egress));
        if (isFree && !this.isPaused) {
          this.waiting.delete(applicant);
          const admitted = this.spend(egress, applicant);
          if (use === 'reserve') await this.egresses.save();
          return admitted;
        }
        if (this.isPaused) await orAborted(this.opened.promise, signal);
        else await this.clock.sleep(wait === 0 ? LOOK_AGAIN_MS : Math.min(wait, LOOK_AGAIN_MS), signal);
      }
    } finally {
      this.waiting.delete(applicant);
    }
  }

  /**
   * Reserves the mirror's share for one request, persisted like the reserve. @param accountIndex `null`: a public question,
   * which goes out on the egress with most left. @returns milliseconds after which to ask again when it is not available
   * within `withinMs`
   */
  async admitMirror(
    accountIndex: number | null,
    endpoint: string,
    withinMs: number,
  ): Promise<Admitted | number> {
    const until = this.clock.monotonic() + withinMs;
    for (;;) {
      const now = this.clock.monotonic();
      const egress = accountIndex === null ? this.leastUsed(endpoint, now) : this.egresses.of(accountIndex);
      const budgets = accountIndex === null ? [egress.budget] : this.budgetsOf(egress, accountIndex);
      for (const budget of budgets) budget.claimMirror(now);
      const weight = weightOf(endpoint);
      const wait = Math.max(...budgets.map((budget) => budget.wait('mirror', weight, now)));
      if (wait === 0 && !this.isPaused) {
        const admitted = this.take(egress, budgets, 'mirror', weight);
        await this.egresses.save();
        return admitted;
      }
      if (this.isPaused || now >= until) return Number.isFinite(wait) ? Math.max(1, wait) : LOOK_AGAIN_MS;
      await this.clock.sleep(Math.min(LOOK_AGAIN_MS, wait, until - now));
    }
  }

  private leastUsed(endpoint: string, now: number): Egress {
    const left = ({ budget, healthy }: Egress): [wait: number, share: number] => {
      const { limit, remaining } = budget.usage(now);
      return [budget.wait('mirror', weightOf(endpoint), now) + (healthy ? 0 : 1e9), remaining / limit];
    };
    const ranked = this.egresses.all().map((egress) => ({ egress, left: left(egress) }));
    ranked.sort((a, b) => (a.left[0] === b.left[0] ? b.left[1] - a.left[1] : a.left[0] - b.left[0]));
    const best = ranked[0]?.egress;
    if (!best) throw new ExchangeError('network', 'no account is configured');
    return best;
  }

  /** Whether nothing more important waits for the same budgets, and audits keep to their share. */
  private isTurnOf(applicant: Applicant, egress: Egress): boolean {
    const rank = rankOf(applicant);
    const budgets = this.budgetsOf(egress, applicant.accountIndex);
    for (const other of this.waiting) {
      if (rankOf(other) >= rank) continue;
      const theirs = this.budgetsOf(this.egresses.of(other.accountIndex), other.accountIndex);
      if (theirs.some((budget) => budgets.includes(budget))) return false;
    }
    return applicant.purpose !== 'audit' || this.mayAudit(egress, applicant.endpoint);
  }

  private mayAudit(egress: Egress, endpoint: string): boolean {
    const used = this.auditsOf(egress).used(this.clock.monotonic());
    const share = RESERVE * AUDIT_SHARE;
    const { requests, weight } = egress.budget.limits;
    return used.requests + 1 <= requests * share && used.weight + weightOf(endpoint) <= weight * share;
  }

  private auditsOf(egress: Egress): SpendWindow {
    const known = this.audits.get(egress);
    if (known) return known;
    const created = new SpendWindow(WINDOW_MS);
    this.audits.set(egress, created);
    return created;
  }

  private spend(egress: Egress, { accountIndex, endpoint, use, purpose }: Applicant): Admitted {
    const weight = weightOf(endpoint);
    if (purpose === 'audit') this.auditsOf(egress).open(weight).settle(this.clock.monotonic());
    return this.take(egress, this.budgetsOf(egress, accountIndex), use, weight);
  }

  private take(egress: Egress, budgets: readonly RateBudget[], use: Use, weight: number): Admitted {
    const leases = budgets.map((budget) => budget.spend(use, weight));
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

function rankOf({ purpose = 'gap' }: Applicant): number {
  return RESERVE_PURPOSES.indexOf(purpose);
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
