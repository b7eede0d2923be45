import { IsIn } from 'class-validator';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

export class LogLevelDto {
  /** Least severe level that is logged. @example 'debug' */
  @IsIn(LOG_LEVELS)
  level!: (typeof LOG_LEVELS)[number];
}
