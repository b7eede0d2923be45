import { RateBudget, type BudgetImage } from './rate-budget.js';
import type { SocketBudget, SocketImage } from './socket-budget.js';
import { TIER_LIMITS, WINDOW_MS, lowerTier, type RateLimits, type Tier } from './tier-limits.js';

/** All budgets as they are remembered over a restart. */
export interface RateBudgetsImage {
  version: 1;
  saved_at: number;
  /** Written at shutdown: nothing went out after it. */
  clean: boolean;
  budgets: Record<string, BudgetImage>;
  /** L1 address of each account. */
  addresses: Record<string, string>;
  /** By egress; missing in files of older versions. */
  sockets?: Record<string, SocketImage>;
}

/** The longest time between a request and its being on disk. */
export const UNSAVED_MS = 4_000;

const DEFAULT_TIER: Tier = 'standard';

/**
 * The budgets of all egresses and of all L1 addresses (pure). An account whose address is not known yet has a budget of
 * its own, which joins that of the address once it is.
 */
export class RateBudgets {
  private readonly budgets = new Map<string, RateBudget>();
  private readonly addresses = new Map<number, string>();
  private readonly tiers = new Map<number, Tier>();
  private readonly users = new Map<string, ReadonlySet<number>>();
  private readonly sockets = new Map<string, SocketBudget>();

  /**
   * @param past what an earlier life left; `null`: nothing is known, half of every window counts as spent.
   * @param fixed limits that count whatever the exchange tells.
   */
  constructor(
    private readonly now: () => number,
    private readonly past: RateBudgetsImage | null,
    private readonly fixed: RateLimits | null,
  ) {
    for (const [account, address] of Object.entries(past?.addresses ?? {}))
      this.addresses.set(Number(account), address);
  }

  /** @param accounts all that may ever use it: the lowest of their tiers counts. */
  ofEgress(id: string, accounts: Iterable<number>): RateBudget {
    const key = `egress/${id}`;
    this.users.set(key, new Set(accounts));
    return this.budget(key);
  }

  /** What the sockets of this egress spend survives a restart too. */
  keepSockets(id: string, sockets: SocketBudget): void {
    const image = this.past?.sockets?.[id];
    if (image) sockets.restore(image, this.now());
    this.sockets.set(id, sockets);
  }

  /** The budget of the account's L1 address, shared with every account of that address. */
  ofAccount(index: number): RateBudget {
    const address = this.addresses.get(index);
    return this.budget(address === undefined ? `account/${index}` : `address/${address}`);
  }

  /** Idempotent. */
  learnAddress(index: number, address: string): void {
    const key = address.toLowerCase();
    if (this.addresses.get(index) === key) return;
    const before = this.ofAccount(index);
    this.addresses.set(index, key);
    const known = this.budgets.has(`address/${key}`);
    if (!known && before === this.budgets.get(`account/${index}`)) this.budgets.set(`address/${key}`, before);
    else this.ofAccount(index).join(before, this.now());
    this.budgets.delete(`account/${index}`);
    this.applyTiers();
  }

  /** What the exchange said of the account's tier. */
  learnTier(index: number, tier: Tier): void {
    this.tiers.set(index, tier);
    this.applyTiers();
  }

  image(clean: boolean): RateBudgetsImage {
    const now = this.now();
    const budgets = Object.fromEntries([...this.budgets].map(([key, budget]) => [key, budget.image(now)]));
    const sockets = Object.fromEntries([...this.sockets].map(([id, budget]) => [id, budget.image(now)]));
    const addresses = Object.fromEntries(this.addresses);
    return { version: 1, saved_at: now, clean, budgets, addresses, sockets };
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
    const now = this.now();
    const image = this.past?.budgets[key];
    if (!this.past || !image) return budget.presumeHalfSpent(now);
    budget.restore(image, now);
    const lastPossible = this.past.saved_at + UNSAVED_MS;
    if (!this.past.clean && lastPossible + WINDOW_MS > now)
      budget.presumeUnsaved(Math.min(now, lastPossible), UNSAVED_MS);
  }

  private applyTiers(): void {
    for (const [key, budget] of this.budgets) budget.setLimits(this.limitsOf(key));
  }

  private limitsOf(key: string): RateLimits {
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
