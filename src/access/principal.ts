/** Who asks. Every read path and every channel takes one; scopes only ever narrow what it sees. */
export interface Principal {
  /** Name of the key, or `loopback`, `public`, `system`. Safe to log. */
  readonly name: string;
  readonly scope: 'read' | 'admin';
  /** `null` sees every account. */
  readonly accounts: ReadonlySet<number> | null;
  /** Requests allowed per window, where the key says so. */
  readonly rate: { count: number; windowMs: number } | null;
}

/** The product itself: sees everything. */
export const SYSTEM: Principal = { name: 'system', scope: 'admin', accounts: null, rate: null };

export function canSee(principal: Principal, accountIndex: number): boolean {
  return principal.accounts === null || principal.accounts.has(accountIndex);
}

/** Names the set of accounts that a principal sees: equal views share rendered bytes, totals and ETags. */
export function viewKey(principal: Principal): string {
  return principal.accounts === null ? '*' : [...principal.accounts].sort((a, b) => a - b).join(',');
}
