/** An authenticated caller. Every read path and every channel takes one; scopes only narrow what it sees. */
export interface Principal {
  /** Name of the key, or `loopback`, `public`, `system`. Safe to log. */
  readonly name: string;
  readonly scope: 'read' | 'admin';
  /** `null` sees every account. */
  readonly accounts: ReadonlySet<number> | null;
  /** Rate limit of the key, where it sets one. */
  readonly rate: { count: number; windowMs: number } | null;
}

/** The service itself: sees everything. */
export const SYSTEM: Principal = { name: 'system', scope: 'admin', accounts: null, rate: null };

/** Principals that many callers share. Keys cannot have these names. */
const WITHOUT_KEY = ['loopback', 'public'];

export function hasKey({ name }: Principal): boolean {
  return !WITHOUT_KEY.includes(name);
}

export function canSee(principal: Principal, accountIndex: number): boolean {
  return principal.accounts === null || principal.accounts.has(accountIndex);
}

/** Incidents without an account are visible only to principals that see every account. */
export function canSeeIncident(
  principal: Principal,
  { account_index }: { readonly account_index: number | null },
): boolean {
  if (principal.accounts === null) return true;
  return account_index !== null && principal.accounts.has(account_index);
}

/** Names the set of accounts that a principal sees: equal views share rendered bytes, totals and ETags. */
export function viewKey({ accounts }: Principal): string {
  if (accounts === null) return '*';
  let key = viewKeys.get(accounts);
  if (key === undefined) viewKeys.set(accounts, (key = [...accounts].sort((a, b) => a - b).join(',')));
  return key;
}

/** Safe to cache by identity: a changed key gets a new set. */
const viewKeys = new WeakMap<ReadonlySet<number>, string>();
