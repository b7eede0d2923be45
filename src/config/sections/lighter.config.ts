import { Min } from 'class-validator';
import { httpOrigin, integer, oneOf, seconds, webSocketUrl } from '../values/readers.js';
import { Variable } from '../variable.js';

export const LIGHTER_TIERS = ['standard', 'premium', 'plus', 'builder'] as const;
export type LighterTier = (typeof LIGHTER_TIERS)[number];

/** The exchange and how often it is polled. */
export class LighterConfig {
  @Variable('LIGHTER_BASE_URL', {
    default: 'https://mainnet.zklighter.elliot.ai',
    reader: httpOrigin,
    meaning: "Origin of the exchange's REST API, without a path.",
  })
  readonly baseUrl!: string;

  @Variable('LIGHTER_WS_URL', {
    reader: webSocketUrl,
    meaning:
      "The exchange's WebSocket URL with its path; /stream at the host of LIGHTER_BASE_URL by default.",
  })
  readonly wsUrl!: string;

  @Variable('LIGHTER_TIER', {
    reader: oneOf(...LIGHTER_TIERS),
    meaning: `Tier whose rate limits apply: ${LIGHTER_TIERS.join(', ')}; by default the one that the exchange reports per account.`,
  })
  readonly tier!: LighterTier | null;

  @Variable('POLL_INTERVAL', {
    default: '0.5',
    reader: seconds,
    meaning: 'Target seconds between polls of an account; the rate limit may stretch it.',
  })
  @Min(50, { message: '$property must be at least 0.05 seconds' })
  readonly pollIntervalMs!: number;

  @Variable('ORDERS_POLL_INTERVAL', {
    default: '2',
    reader: seconds,
    meaning: "Target seconds between polls of an account's active orders; the rate limit may stretch it.",
  })
  @Min(50, { message: '$property must be at least 0.05 seconds' })
  readonly ordersPollIntervalMs!: number;

  @Variable('CACHE_TTL', {
    default: '5',
    reader: seconds,
    meaning: 'Seconds after which data without confirmation by a live stream is stale.',
  })
  @Min(100, { message: '$property must be at least 0.1 seconds' })
  readonly cacheTtlMs!: number;

  @Variable('GAP_SETTLE', {
    default: '15',
    reader: seconds,
    meaning:
      'Seconds that REST may need to list a fill: a gap closes as complete only after a later reading.',
  })
  readonly gapSettleMs!: number;

  @Variable('TRADES_KEPT', {
    default: '500',
    reader: integer,
    meaning: 'Latest trades kept in memory per account.',
  })
  @Min(1)
  readonly tradesKept!: number;
}
