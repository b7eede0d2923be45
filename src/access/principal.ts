/** An authenticated caller. Every read path and every channel takes one; scopes only narrow what it sees. */
export interface Principal {
  /** Name of the key, or `loopback`, `public`, `system`. Safe to log. */
  readonly name: string;
  readonly scope: 'read' | 'admin';
  /** `null` sees every account. */
  readonly accounts: ReadonlySet<number> | null;
  /** Who asks, as the holder of the key says: a frontend instance names its own caller. */
  readonly onBehalfOf?: string;
  /** Rate limit of the key, where it sets one. */
  readonly rate: { count: number; windowMs: number } | null;
  /** Another process of the cluster passed the request on, and counted it. */
  readonly isCounted?: true;
}

/** The service itself: sees everything. */
export const SYSTEM: Principal = { name: 'system', scope: 'admin', accounts: null, rate: null };

/** Principals that many callers share. Keys cannot have these names. */
const WITHOUT_KEY = ['loopback', 'public'];

export function hasKey({ name }: Principal): boolean {
  return !WITHOUT_KEY.includes(name);
}

/** Whether anyone may be the caller, here or at the frontend instance that asks: it may read, and nothing else. */
export function isPublic({ name, onBehalfOf }: Principal): boolean {
  return name === 'public' || onBehalfOf === 'public';
}

/** Who did something, for people. A claim about another caller is shown with the key that made it. */
export function actorOf({ name, onBehalfOf }: Principal): string {
  return onBehalfOf === undefined ? name : `${onBehalfOf} via ${name}`;
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
