/** The limits of a caller within one rolling minute; `Infinity` where the exchange does not count. */
export interface RateLimits {
  readonly requests: number;
  /** Sum of the weights of the requests. */
  readonly weight: number;
}

export type Tier = 'standard' | 'premium' | 'plus' | 'builder';

export const WINDOW_MS = 60_000;
/** Share of every budget reserved for backfill and forced refreshes. */
export const RESERVE = 0.2;

/** Share of every budget for questions that the mirror passes on, lent to the polls while there are none. */
export const MIRROR = 0.1;

/** Published figures differ for Plus (24,000 or 120,000) and for the weights below; the stricter ones apply. */
export const TIER_LIMITS: Readonly<Record<Tier, RateLimits>> = {
  standard: { requests: 60, weight: 24_000 },
  premium: { requests: Infinity, weight: 24_000 },
  plus: { requests: Infinity, weight: 24_000 },
  builder: { requests: Infinity, weight: 240_000 },
};

const WEIGHTS: Readonly<Record<string, number>> = {
  trades: 600,
  recentTrades: 600,
  apikeys: 150,
  nextNonce: 6,
  sendTx: 6,
  sendTxBatch: 6,
};
const USUAL_WEIGHT = 300;

/** Weight of a request to this endpoint: the last part of its path. */
export function weightOf(endpoint: string): number {
  return WEIGHTS[endpoint] ?? USUAL_WEIGHT;
}

export function isTier(name: string | null): name is Tier {
  return name !== null && Object.hasOwn(TIER_LIMITS, name);
}

/** The tier with the lower limits. */
export function lowerTier(a: Tier, b: Tier): Tier {
  return order(a) <= order(b) ? a : b;
}

function order(tier: Tier): number {
  return Object.keys(TIER_LIMITS).indexOf(tier);
}
