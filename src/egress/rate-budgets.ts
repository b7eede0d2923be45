import type { Clock } from '../clock/clock.js';
import { RateBudget, type BudgetImage } from './rate-budget.js';
import type { SocketBudget, SocketImage } from './socket-budget.js';
import { TIER_LIMITS, WINDOW_MS, lowerTier, type RateLimits, type Tier } from './tier-limits.js';

/** All budgets as they survive a restart. Stamps are ages, because the wall clock may step in between. */
export interface RateBudgetsImage {
  version: 2;
  /** Epoch ms by the wall clock. */
  saved_at: number;
  /** Written at shutdown: nothing was sent after it. */
  clean: boolean;
  budgets: Record<string, BudgetImage>;
  /** L1 address of each account. */
  addresses: Record<string, string>;
  /** By egress. */
  sockets: Record<string, SocketImage>;
}

/** The longest time between a request and the save that includes it. */
export const UNSAVED_MS = 4_000;

const DEFAULT_TIER: Tier = 'standard';

/**
 * The budgets of all egresses and of all L1 addresses (pure). An account whose address is unknown has a budget of its
 * own, which joins that of the address once it is known.
 */
export class RateBudgets {
  private readonly budgets = new Map<string, RateBudget>();
  private readonly addresses = new Map<number, string>();
  private readonly tiers = new Map<number, Tier>();
  private readonly users = new Map<string, ReadonlySet<number>>();
  private readonly sockets = new Map<string, SocketBudget>();
  /** By L1 address: how many others spend its budget, too. */
  private elsewhere: ReadonlyMap<string, number> = new Map();
  /** From the save of `past` to `loadedAt`; 0 if the clock was set back in between. */
  private readonly downMs: number;
  private readonly loadedAt: number;

  /**
   * @param past what an earlier life left; `null`: nothing is known, half of every window counts as spent.
   * @param fixed limits that override those the exchange reports.
   */
  constructor(
    private readonly clock: Pick<Clock, 'monotonic' | 'wallNow'>,
    private readonly past: RateBudgetsImage | null,
    private readonly fixed: RateLimits | null,
    /** The longest time between a request and the save that includes it. */
    private readonly unsavedMs = UNSAVED_MS,
  ) {
    this.loadedAt = clock.monotonic();
    this.downMs = Math.max(0, clock.wallNow() - (past?.saved_at ?? 0));
    for (const [account, address] of Object.entries(past?.addresses ?? {}))
      this.addresses.set(Number(account), address);
  }

  /** @param accounts all accounts that may ever use it: the lowest of their tiers counts. */
  ofEgress(id: string, accounts: Iterable<number>): RateBudget {
    const key = `egress/${id}`;
    this.users.set(key, new Set(accounts));
    return this.budget(key);
  }

  /** Remembers the messages of this egress's sockets over restarts. */
  keepSockets(id: string, sockets: SocketBudget): void {
    const image = this.past?.sockets[id];
    if (image) sockets.restore(image, this.elapsed, this.now);
    this.sockets.set(id, sockets);
  }

  /** The L1 address of an account, or a name of its own while that is unknown. */
  partyOf(index: number): string {
    const address = this.addresses.get(index);
    return address === undefined ? `account/${index}` : `address/${address}`;
  }

  /** The budget of the account's L1 address, shared with every account of that address. */
  ofAccount(index: number): RateBudget {
    return this.budget(this.partyOf(index));
  }

  /** Idempotent. */
  learnAddress(index: number, address: string): void {
    const key = address.toLowerCase();
    if (this.addresses.get(index) === key) return;
    const before = this.ofAccount(index);
    this.addresses.set(index, key);
    const known = this.budgets.has(`address/${key}`);
    if (!known && before === this.budgets.get(`account/${index}`)) this.budgets.set(`address/${key}`, before);
    else this.ofAccount(index).join(before, this.now);
    this.budgets.delete(`account/${index}`);
    this.applyTiers();
  }

  /** The exchange reported the account's tier. */
  learnTier(index: number, tier: Tier): void {
    this.tiers.set(index, tier);
    this.applyTiers();
  }

  /**
   * Others spend the budgets of these L1 addresses as well, so only an equal part of each is spent here.
   * @param elsewhere number of the others, by address; the same object while nothing changed
   */
  divide(elsewhere: ReadonlyMap<string, number>): void {
    if (elsewhere === this.elsewhere) return;
    this.elsewhere = elsewhere;
    this.applyTiers();
  }

  image(clean: boolean): RateBudgetsImage {
    const { now } = this;
    const budgets = Object.fromEntries([...this.budgets].map(([key, budget]) => [key, budget.image(now)]));
    const sockets = Object.fromEntries([...this.sockets].map(([id, budget]) => [id, budget.image(now)]));
    const addresses = Object.fromEntries(this.addresses);
    return { version: 2, saved_at: this.clock.wallNow(), clean, budgets, addresses, sockets };
  }

  private budget(key: string): RateBudget {
    const known = this.budgets.get(key);
    if (known) return known;
    const budget = new RateBudget(this.limitsOf(key));
    this.budgets.set(key, budget);
    this.remember(key, budget);
    return budget;
  }

  private remember(key: string, budget: RateBudget): void {
    const image = this.past?.budgets[key];
    if (!this.past || !image) return budget.presumeHalfSpent(this.now);
    budget.restore(image, this.elapsed, this.now);
    const sinceLastPossible = this.elapsed - this.unsavedMs;
    if (!this.past.clean && sinceLastPossible < WINDOW_MS)
      budget.presumeUnsaved(this.now - Math.max(0, sinceLastPossible), this.unsavedMs);
  }

  private get now(): number {
    return this.clock.monotonic();
  }

  /** Time since the image of the earlier life was saved. */
  private get elapsed(): number {
    return this.downMs + this.now - this.loadedAt;
  }

  private applyTiers(): void {
    for (const [key, budget] of this.budgets) budget.setLimits(this.limitsOf(key));
  }

  private limitsOf(key: string): RateLimits {
    const limits = this.fullLimitsOf(key);
    const [kind, name = ''] = key.split('/');
    const others = kind === 'address' ? (this.elsewhere.get(name) ?? 0) : 0;
    if (others === 0) return limits;
    const part = (limit: number): number => Math.floor(limit / (1 + others));
    return { requests: part(limits.requests), weight: part(limits.weight) };
  }

  private fullLimitsOf(key: string): RateLimits {
    if (this.fixed) return this.fixed;
    const tiers = this.accountsOf(key).map((index) => this.tiers.get(index) ?? DEFAULT_TIER);
    return TIER_LIMITS[tiers.length === 0 ? DEFAULT_TIER : tiers.reduce(lowerTier)];
  }

  private accountsOf(key: string): number[] {
    const users = this.users.get(key);
    if (users) return [...users];
    const [kind, name = ''] = key.split('/');
    if (kind === 'account') return [Number(name)];
    return [...this.addresses].flatMap(([index, address]) =>
      kind === 'address' && address === name ? [index] : [],
    );
  }
}
