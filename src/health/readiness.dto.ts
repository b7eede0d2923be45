import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import type { HealthCheckResult, HealthIndicatorResult } from '@nestjs/terminus';

/** Result of one check; callers with a key get further fields. */
export class CheckDto {
  /** @example 'up' */
  status!: 'up' | 'degraded' | 'down';
}

const CHECKS = { type: 'object', additionalProperties: { $ref: getSchemaPath(CheckDto) } } as const;

/** The answer of Terminus. */
@ApiExtraModels(CheckDto)
export class ReadinessDto implements HealthCheckResult {
  /** @example 'ok' */
  status!: 'ok' | 'degraded' | 'error' | 'shutting_down';
  @ApiProperty({ ...CHECKS, description: 'The checks that passed, by name.' })
  info!: HealthIndicatorResult;
  @ApiProperty({ ...CHECKS, description: 'The checks that failed, by name.', example: {} })
  error!: HealthIndicatorResult;
  @ApiProperty({ ...CHECKS, description: 'All checks, by name.' })
  details!: HealthIndicatorResult;
}
