import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';

export class RawMessagesQuery {
  /** Maximum number of frames, newest first. @example 30 */
  @IsOptional()
  @Type(() => Number)
  @IsInt({ message: 'limit must be a whole number' })
  @Min(1)
  @Max(1000)
  limit: number = 30;
}

export class RawMessageDto {
  /** Unix seconds. @example 1795392000.125 */
  timestamp!: number;
  /** The same, ISO 8601 UTC. @example '2026-11-23T00:00:00.125Z' */
  time_str!: string;
  /** Accounts of the connection; empty for the markets connection. @example [281001] */
  account_indexes!: number[];
  /** The frame as received; long ones are cut off with `…`. @example '{"channel":"user_stats:281001","type":"update/user_stats"}' */
  message!: string;
}

export class RawMessagesDto {
  messages!: RawMessageDto[];
  /** @example 1 */
  count!: number;
}
