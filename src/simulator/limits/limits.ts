export type SimulatedTier = 'standard' | 'premium' | 'plus' | 'builder';

/** What the exchange allows. `Infinity` switches a limit off. Windows are rolling minutes. */
export interface Limits {
  tier: SimulatedTier;
  /** Number of requests of any weight, counted per IP and per L1 address. */
  requestsPerMinute: number;
  /** Sum of weights; counted per IP and per L1 address. */
  weightPerMinute: number;
  /** Client messages over all sockets of an IP. */
  messagesPerMinute: number;
  /** Whether protocol pings count as client messages (the strict reading; the real behavior is unknown). */
  pingsCount: boolean;
  /** Messages of one IP that were received but not yet answered. */
  inFlight: number;
  connections: number;
  newConnectionsPerMinute: number;
  subscriptionsPerConnection: number;
  subscriptionsPerIp: number;
  accountsPerConnection: number;
  accountsPerIp: number;
}

const SOCKETS = {
  messagesPerMinute: 200,
  inFlight: 50,
  connections: 255,
  newConnectionsPerMinute: 255,
  subscriptionsPerConnection: 500,
  subscriptionsPerIp: 5000,
  accountsPerConnection: 500,
  accountsPerIp: 5000,
};

/** Where published figures disagree, the stricter one applies (Plus: 24,000; standard: also the weights of premium). */
const TIERS: Record<SimulatedTier, { requestsPerMinute: number; weightPerMinute: number }> = {
  standard: { requestsPerMinute: 60, weightPerMinute: 24_000 },
  premium: { requestsPerMinute: Infinity, weightPerMinute: 24_000 },
  plus: { requestsPerMinute: Infinity, weightPerMinute: 24_000 },
  builder: { requestsPerMinute: Infinity, weightPerMinute: 240_000 },
};

/** A tier's limits, each of which can be overridden; `off` lifts them all. */
export function limitsFor(options: Partial<Limits> | 'off'): Limits {
  if (options !== 'off') {
    const tier = options.tier ?? 'standard';
    return { tier, pingsCount: true, ...TIERS[tier], ...SOCKETS, ...options };
  }
  const lifted = Object.fromEntries(Object.keys(SOCKETS).map((key) => [key, Infinity])) as typeof SOCKETS;
  return {
    tier: 'premium',
    requestsPerMinute: Infinity,
    weightPerMinute: Infinity,
    pingsCount: false,
    ...lifted,
  };
}

const WEIGHTS: Record<string, number> = {
  nextNonce: 6,
  sendTx: 6,
  sendTxBatch: 6,
  accountActiveOrders: 300,
  accountInactiveOrders: 100,
  apikeys: 150,
  trades: 600,
  tokens: 3000,
  'tokens/revoke': 3000,
  'tokens/create': 23_000,
};

/** Weight of a request to this endpoint (path after `/api/v1/`). */
export function weightOf(endpoint: string): number {
  return WEIGHTS[endpoint] ?? 300;
}
