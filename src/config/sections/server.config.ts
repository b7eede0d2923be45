import { Max } from 'class-validator';
import { integer, oneOf, seconds, text } from '../values/readers.js';
import { Variable } from '../variable.js';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The process: listening address, logging, shutdown. */
export class ServerConfig {
  @Variable('HOST', {
    reader: text,
    meaning:
      'Address to listen on; by default 127.0.0.1 in the demo and without API_KEYS, API_KEYS_FILE or PUBLIC_READ, else 0.0.0.0.',
  })
  readonly host!: string;

  @Variable('PORT', { default: '5000', reader: integer, meaning: 'Port to listen on; 0 picks a free one.' })
  @Max(65535)
  readonly port!: number;

  @Variable('LOG_LEVEL', {
    default: 'info',
    reader: oneOf(...LOG_LEVELS),
    meaning: `Lowest level to log: ${LOG_LEVELS.join(', ')}.`,
  })
  readonly logLevel!: LogLevel;

  @Variable('DRAIN_SECONDS', {
    default: '3',
    reader: seconds,
    meaning: 'Seconds over which clients are closed after SIGTERM, to spread their reconnections.',
  })
  readonly drainMs!: number;
}
