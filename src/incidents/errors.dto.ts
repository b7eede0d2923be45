import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { INCIDENT_KINDS, type IncidentKind } from 'lighter-broadcaster-protocol/incident-kinds';
import { INCIDENT_SOURCES, type IncidentSource } from 'lighter-broadcaster-protocol/operations';

export class ErrorsQuery {
  /** Maximum number of incidents, newest first. @example 50 */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1000)
  limit: number = 50;

  /** Only incidents of this source. @example 'rest' */
  @IsOptional()
  @IsIn(INCIDENT_SOURCES)
  source?: IncidentSource;
}

export class ErrorDto {
  /** Unix seconds. @example 1795392000.125 */
  timestamp!: number;
  /** Same as `timestamp`, ISO 8601 UTC. @example '2026-11-23T00:00:00.125Z' */
  time_str!: string;
  /** `null` if the incident concerns no single account. @example '281001' */
  account_index!: string | null;
  /** @example 'Lighter_1_aE42d3' */
  account_name!: string | null;
  /** Kind of incident; docs/operations.md says what each means and what to do. @example 'rate-limited' */
  @ApiProperty({ enum: Object.keys(INCIDENT_KINDS) })
  error_type!: IncidentKind;
  /** Code of the exchange or of HTTP, if any. @example '23000' */
  error_code!: string | null;
  /** @example 'Too Many Requests!' */
  message!: string;
  /** Part of the service that reported it; `rest` and `websocket` as in the original. @example 'rest' */
  // An explicit enum, because the order of a union's members depends on where the compiler met them first.
  @ApiProperty({ enum: INCIDENT_SOURCES })
  source!: IncidentSource;
  /** @example 'warning' */
  severity!: 'info' | 'warning' | 'error';
}

class ErrorSummaryDto {
  /** Number of incidents kept, independent of `limit` and `source`. @example 3 */
  total_errors!: number;
  /** @example 1 */
  errors_last_1min!: number;
  /** @example 2 */
  errors_last_5min!: number;
  /** Count of each `error_type`. @example { "rate-limited": 2, "proxy-auth": 1 } */
  by_type!: Record<string, number>;
  /** Count of each `source`. @example { "rest": 3 } */
  by_source!: Record<string, number>;
}

export class ErrorsDto {
  errors!: ErrorDto[];
  summary!: ErrorSummaryDto;
}

export class ErrorsClearedDto {
  /** @example true */
  success!: boolean;
  /** Number of incidents cleared. @example 3 */
  cleared!: number;
}
