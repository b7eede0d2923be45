import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, type TransformFnParams } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  Max,
  Min,
  Validate,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { isTimeZone } from 'lighter-broadcaster-protocol/local-day';
import { PNL_GROUPS, RESOLUTIONS, type Cursor, type PnlGroup, type Resolution } from '../queries.js';
import { decodeCursor, readInteger, readIntegers, readTime } from './query-values.js';

const integer = ({ value }: TransformFnParams): number => readInteger(value);
const time = ({ value }: TransformFnParams): number => readTime(value);
const A_TIME = { message: '$property must be epoch milliseconds or an ISO 8601 time' };
const INDEX = { message: '$property must be an account index' };
const INDEXES = { message: '$property must be account indexes separated by commas' };
const MOST_ACCOUNTS = 2_000;

export class AccountIndexDto {
  /** Index of the account on the exchange. */
  @Transform(integer)
  @IsInt(INDEX)
  index!: number;
}

class SpanQueryDto {
  /** Start of the span, inclusive: epoch ms or ISO 8601 (UTC unless an offset is given). */
  @ApiPropertyOptional({ type: String, example: '2026-11-01T00:00:00Z' })
  @IsOptional()
  @Transform(time)
  @IsInt(A_TIME)
  from?: number;

  /** End of the span, exclusive: epoch ms or ISO 8601. */
  @ApiPropertyOptional({ type: String, example: '1793491200000' })
  @IsOptional()
  @Transform(time)
  @IsInt(A_TIME)
  to?: number;
}

export class HistoryQueryDto extends SpanQueryDto {
  /** Rows per response, 1 to 1000. CSV and NDJSON without a limit return the whole span. */
  @ApiPropertyOptional({ minimum: 1, maximum: 1000, example: 50 })
  @IsOptional()
  @Transform(integer)
  @IsInt({ message: 'limit must be a whole number from 1 to 1000' })
  @Min(1, { message: 'limit must be a whole number from 1 to 1000' })
  @Max(1000, { message: 'limit must be a whole number from 1 to 1000' })
  limit?: number;

  /** `next_cursor` of the previous page; rows that arrive meanwhile do not shift pages. */
  @ApiPropertyOptional({ type: String })
  @IsOptional()
  @Transform(({ value }: TransformFnParams) => decodeCursor(value) ?? String(value))
  @IsObject({ message: 'cursor must be the next_cursor of an earlier response' })
  cursor?: Cursor;

  /** Order by time. */
  @IsOptional()
  @IsIn(['asc', 'desc'], { message: 'order must be asc or desc' })
  order: 'asc' | 'desc' = 'desc';

  /** CSV and NDJSON are streamed. */
  @IsOptional()
  @IsIn(['json', 'csv', 'ndjson'], { message: 'format must be json, csv or ndjson' })
  format: 'json' | 'csv' | 'ndjson' = 'json';
}

export class EquityQueryDto extends SpanQueryDto {
  /** Width of a bucket; one point each. */
  @ApiPropertyOptional({ enum: Object.keys(RESOLUTIONS) })
  @IsOptional()
  @IsIn(Object.keys(RESOLUTIONS), {
    message: `resolution must be one of ${Object.keys(RESOLUTIONS).join(', ')}`,
  })
  resolution: Resolution = '15m';
}

/** Account indexes separated by commas. */
function IndexList(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: String, example: '281001,281002' }),
    IsOptional(),
    Transform(({ value }: TransformFnParams) => readIntegers(value)),
    IsArray(INDEXES),
    IsInt({ each: true, ...INDEXES }),
    ArrayMaxSize(MOST_ACCOUNTS, { message: `accounts must name at most ${MOST_ACCOUNTS}` }),
  );
}

export class EquitySumQueryDto extends EquityQueryDto {
  /** Account indexes separated by commas; by default every configured account that the key sees. */
  @IndexList()
  accounts?: number[];
}

const POINTS = { message: 'points must be a whole number from 2 to 100' };

@ValidatorConstraint()
class TimeZone implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return typeof value === 'string' && isTimeZone(value);
  }

  defaultMessage(): string {
    return 'tz must be an IANA time zone such as Europe/Berlin';
  }
}

export class AccountsSpanQueryDto extends SpanQueryDto {
  /** Account indexes separated by commas; by default every configured account that the key sees. */
  @IndexList()
  accounts?: number[];
}

export class CurvesQueryDto extends AccountsSpanQueryDto {
  /** Points per account. */
  @ApiPropertyOptional({ minimum: 2, maximum: 100, example: 28 })
  @IsOptional()
  @Transform(integer)
  @IsInt(POINTS)
  @Min(2, POINTS)
  @Max(100, POINTS)
  points: number = 28;
}

export class PnlQueryDto extends SpanQueryDto {
  /** Time zone of the days of `by=day` (IANA); UTC by default. A day in which the clocks change has 23 or 25 hours. */
  @ApiPropertyOptional({ type: String, example: 'Europe/Berlin' })
  @IsOptional()
  @Validate(TimeZone)
  tz: string = 'UTC';

  /** What to group the sums by. */
  @ApiPropertyOptional({ enum: PNL_GROUPS })
  @IsOptional()
  @IsIn(PNL_GROUPS, { message: `by must be one of ${PNL_GROUPS.join(', ')}` })
  by: PnlGroup = 'account';

  /** Only this account. */
  @IsOptional()
  @Transform(integer)
  @IsInt(INDEX)
  account_index?: number;

  /** Only these accounts, separated by commas; not together with `account_index`. */
  @IndexList()
  accounts?: number[];
}
