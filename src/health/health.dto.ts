import type { HealthIndicatorResult } from '@nestjs/terminus';
import { ApiPropertyOptional } from '@nestjs/swagger';

/** Keys and types of the original service. */
export class HealthDto {
  /** `healthy`, or `degraded` while an account is stale. */
  status!: 'healthy' | 'degraded';
  /** Whether any stream to the exchange is up. */
  ws_connected!: boolean;
  /** Accounts that the caller can see; omitted for anonymous callers. @example 3 */
  accounts_configured?: number;
  /** Omitted for anonymous callers. @example 12 */
  broadcast_clients?: number;
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'object', additionalProperties: true },
    description:
      'Result of each indicator, limited to what the caller can see; omitted for anonymous callers.',
    example: { accounts: { status: 'up', fresh: 3, total: 3 }, broadcast: { status: 'up' } },
  })
  details?: HealthIndicatorResult;
}
