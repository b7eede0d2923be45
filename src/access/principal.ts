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
export function viewKey({ accounts }: Principal): string {
  if (accounts === null) return '*';
  let key = viewKeys.get(accounts);
  if (key === undefined) viewKeys.set(accounts, (key = [...accounts].sort((a, b) => a - b).join(',')));
  return key;
}

/** A set of accounts never changes: a key that is changed gets a new one. */
const viewKeys = new WeakMap<ReadonlySet<number>, string>();
